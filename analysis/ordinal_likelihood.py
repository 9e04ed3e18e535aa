"""Log-likelihood of ordered categories under the logistic cumulative link, with its derivatives.

``P(Y <= j) = 1 / (1 + exp(-(theta_j - eta)))`` (McCullagh 1980, JRSS B 42, 109-142), as in R's ordinal.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from analysis.columns import Codes, Floats

SMALLEST_PROBABILITY = 1e-300


@dataclass(frozen=True, eq=False)
class Terms:
    """Derivatives of each rating's log-probability; all arrays have the shape (n,).

    Attributes
    ----------
    log_p : of the category that was chosen
    g1, g2, g3 : first to third derivative with respect to eta
    upper, upper_g1, upper_g2 : derivative of log_p, g1, g2 with respect to the threshold above the category
    lower, lower_g1, lower_g2 : the same for the threshold below
    """

    log_p: Floats
    g1: Floats
    g2: Floats
    g3: Floats
    upper: Floats
    upper_g1: Floats
    upper_g2: Floats
    lower: Floats
    lower_g1: Floats
    lower_g2: Floats


def terms(categories: Codes, thresholds: Floats, eta: Floats) -> Terms:
    """Return log-probabilities and derivatives.

    Parameters
    ----------
    categories : numpy.ndarray of shape (n,)
        From 0.
    thresholds : numpy.ndarray of shape (n_categories - 1,)
        Increasing.
    eta : numpy.ndarray of shape (n,)
    """
    edges = np.concatenate([[-np.inf], thresholds, [np.inf]])
    above, below = edges[categories + 1] - eta, edges[categories] - eta
    upper, beyond_upper = expit(above), expit(-above)
    lower, beyond_lower = expit(below), expit(-below)
    # In the upper tail both distribution functions are near 1: there their complements are subtracted.
    p = np.where(above + below > 0, beyond_lower - beyond_upper, upper - lower)
    p = np.maximum(p, SMALLEST_PROBABILITY)
    a0, a1, a2 = (density / p for density in _densities(upper, beyond_upper))
    b0, b1, b2 = (density / p for density in _densities(lower, beyond_lower))
    first, second, third = a0 - b0, a1 - b1, a2 - b2
    upper_g1, lower_g1 = first * a0 - a1, b1 - first * b0
    return Terms(
        log_p=np.log(p),
        g1=-first,
        g2=second - first**2,
        g3=-third + 3 * first * second - 2 * first**3,
        upper=a0,
        upper_g1=upper_g1,
        upper_g2=a2 - second * a0 + 2 * first * upper_g1,
        lower=-b0,
        lower_g1=lower_g1,
        lower_g2=-b2 + second * b0 + 2 * first * lower_g1,
    )


def _densities(share: Floats, beyond: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the logistic density and its first two derivatives, from the shares below and beyond; zero at infinity."""
    density = share * beyond
    return density, density * (beyond - share), density * (1 - 6 * density)
