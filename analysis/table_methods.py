"""How a table was analysed, and from what: written from what ran."""

import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis.language import gettext as _
from analysis.methods import LIBRARIES
from analysis.wording import listed
from study.files import sha256_of


def table_methods(found: Mapping[str, Any]) -> list[str]:
    """Write the methods paragraph of :func:`analysis.one_way.analyse_table`.

    Returns
    -------
    list of str
        Whole sentences, each about something that ran.
    """
    companions = list(dict.fromkeys(test["test"] for test in found["tests"] if test["role"] == "companion"))
    said = []
    if found["value_kind"] == "rating":
        said += [
            _(
                "The tests are Shapiro-Wilk per group, Levene's test (centre: median, after Brown and Forsythe), the "
                "Kruskal-Wallis test with epsilon-squared, and Dunn's test with Holm's adjustment over all pairs; they "
                "take the rows as independent and speak about these very sounds and listeners."
            ),
            _(
                "Shapiro-Wilk and Levene describe and never choose a test: ratings on a scale of few points are "
                "never normal."
            ),
        ]
    else:
        said.append(
            _(
                "The test is chi-square of independence without Yates' correction, with adjusted residuals; it takes "
                "the answers as independent. Where expected counts are low, its p-value comes from random tables."
            )
        )
    if companions:
        said.append(
            _(
                "Beside them stands a companion that respects what belongs together ({names}); the first of them "
                "carries the verdict."
            ).format(names="; ".join(_(name) for name in companions))
        )
    return [*said, _intervals(found)]


def table_provenance(path: Path, seed: int) -> dict[str, Any]:
    """Say what the analysis was made from: hash, seed, versions; no clock time."""
    return {
        "seed": seed,
        "data": {path.name: sha256_of(path)},
        "versions": {"ascolto": version("ascolto"), "python": platform.python_version()}
        | {name: version(name) for name in LIBRARIES},
    }


def _intervals(found: Mapping[str, Any]) -> str:
    is_rating = found["value_kind"] == "rating"
    sides = {_("listeners"): found["n_listeners"], _("sounds"): found["n_sounds"]}
    known = [name for name, n in sides.items() if n is not None]
    if not known and is_rating:
        return _("Numbers in brackets are intervals (95 %) that take the rows as independent.")
    if not known:
        return _("Numbers in brackets are Wilson's intervals (95 %), which take the answers as independent.")
    said = _("Numbers in brackets are intervals (95 %) over {sides}.").format(sides=listed(known))
    if len(known) > 1:
        said += " " + _(
            "Their variance is the largest of that over listeners, over sounds and over both, with the degrees of "
            "freedom of the smaller number."
        )
    if is_rating:
        said += " " + _("Those of Cliff's delta are made on Fisher's scale from the influence of each rating.")
    return said
