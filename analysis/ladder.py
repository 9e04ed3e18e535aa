"""The quality ladder: how many points each step from the recording to a draw, or to the middle of a morph, costs."""

from dataclasses import asdict
from itertools import pairwise
from typing import Any

from analysis.differences import mean_difference
from analysis.language import gettext as _
from analysis.language import marked
from analysis.ratings import Ratings
from analysis.verdicts import verdict
from analysis.wording import id_in_words, listed
from study.study_file import StudyFile

RUNGS = {"R0": "", "R1": marked("representation"), "R2": marked("bottleneck"), "R3": marked("generation")}
"""What is lost on the way down to each rung; a rung that was not played joins its loss to the next."""

MIDDLE = "R4"
"""The middle of a morph hangs beside the draw: both start from what the model reconstructs, R2."""


def quality_ladder(study: StudyFile, ratings: Ratings) -> list[dict[str, Any]]:
    """Estimate what quality loses between neighbouring rungs, over listeners and sounds.

    Returns
    -------
    list of dict
        section, name, upper, lower (conditions), lost_to (words), value (points lost), low,
        high, df, verdict ("SUPPORTED" where a loss is sure); empty where no section has rungs.
    """
    quality = ratings.answers[ratings.answers["question"] == "quality"]
    steps = []
    for section in study.sections:
        rows = quality[quality["section"] == section.id]
        played = [rung for rung in RUNGS if (rows["condition"] == rung).any()]
        pairs = list(pairwise(played))
        above = [rung for rung in played if rung != "R3"]
        if above and (rows["condition"] == MIDDLE).any():
            pairs.append((above[-1], MIDDLE))
        for upper, lower in pairs:
            pair = rows[rows["condition"].isin((upper, lower))]
            found = mean_difference(pair["score"].to_numpy(float), (pair["condition"] == upper).to_numpy(), pair)
            steps.append(
                {
                    "section": section.id,
                    "name": id_in_words(section.id),
                    "upper": upper,
                    "lower": lower,
                    "lost_to": _lost_to(upper, lower),
                    **asdict(found),
                    "verdict": verdict(found.low, found.high, 0.0),
                }
            )
    return steps


def _lost_to(upper: str, lower: str) -> str:
    """Say what lies between two rungs.

    Examples
    --------
    >>> _lost_to("R0", "R2")
    'representation and bottleneck'
    >>> _lost_to("R2", "R4"), _lost_to("R1", "R4")
    ('interpolation', 'bottleneck and interpolation')
    """
    rungs = list(RUNGS)
    if lower == MIDDLE:
        between = rungs[rungs.index(upper) + 1 : rungs.index("R3")]
        return listed([*(_(RUNGS[rung]) for rung in between), _("interpolation")])
    return listed([_(RUNGS[rung]) for rung in rungs[rungs.index(upper) + 1 : rungs.index(lower) + 1]])
