"""A part of a hypothesis: what it found in one section, or in one comparison."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.ratings import Ratings
from stimuli.manifest import Manifest
from study.study_file import StudyFile


@dataclass(frozen=True)
class Evidence:
    """What hypotheses are held against: the study, its answers, what was heard, and random numbers by name."""

    study: StudyFile
    ratings: Ratings
    manifests: Mapping[str, Manifest]
    rng_for: Callable[[str], np.random.Generator]


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one section, or one comparison, says about a hypothesis.

    Parameters
    ----------
    section : str
        Section it is about; blank where it is about several.
    name : str
        In words.
    measure : {"points", "difference", "share", "kappa", "epsilon-squared", "Cramér's V", "rho"}
        What `value`, `low`, `high` and `criterion` are.
    value : float or None
        Estimate or effect size.
    low, high : float or None
        Bounds of the 95 % interval; None where a test decides, or where there is none.
    criterion : float or None
        What the interval has to exceed; None where a test decides.
    p_value : float or None
        Against the criterion, or of the companion; None where `reason` says why.
    comparison : str
        Id of the comparison whose test it is; blank where an interval decides.
    reason : str
        Why there is no number, or what to know about it.
    """

    section: str
    name: str
    measure: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    criterion: float | None = None
    p_value: float | None = None
    n: int = 0
    n_listeners: int = 0
    n_sounds: int = 0
    comparison: str = ""
    reason: str = ""
    sentence: str
