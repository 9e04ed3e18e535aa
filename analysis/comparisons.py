"""Which ratings are compared with which: the default comparisons of a study.

Quality and every other rating are compared by section, by condition within a section, and
by the listeners' musical experience.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.language import gettext as _
from analysis.ratings import Ratings, sections_in
from analysis.wording import group_name, id_in_words
from study.study_file import RatingQuestion, StudyFile


@dataclass(frozen=True, eq=False)
class Comparison:
    """Ratings of one question in groups.

    Parameters
    ----------
    id : str
        Stable name, such as "quality-by-section".
    question : str
        Id of the question.
    title : str
        In words, such as "Quality by section".
    by : {"section", "condition", "experience"}
        What the groups are.
    section : str
        Section the ratings come from; blank where they come from several.
    rows : pandas.DataFrame
        Columns `score`, `group`, `participant`, `stimulus`, `unit`.
    """

    id: str
    question: str
    title: str
    by: str
    section: str
    rows: pd.DataFrame

    @property
    def groups(self) -> list[str]:
        """The groups, in the order in which the study has them."""
        return list(self.rows["group"].unique())

    @property
    def names(self) -> dict[str, str]:
        """How each group is shown."""
        return {group: group_name(self.by, group) for group in self.groups}

    @property
    def about(self) -> dict[str, str]:
        """What its tests say about it."""
        return {"question": self.question, "section": self.section, "by": self.by, "comparison": self.id}


def default_comparisons(study: StudyFile, ratings: Ratings) -> list[Comparison]:
    """Return the comparisons of a study that have at least two groups, question by question."""
    answers = ratings.answers.merge(ratings.listeners[["participant", "experience"]], on="participant", how="left")
    return [
        comparison
        for question in study.questions
        if question.kind == "rating"
        for comparison in _of_question(study, question, answers[answers["question"] == question.id])
        if len(comparison.groups) > 1
    ]


def _of_question(study: StudyFile, question: RatingQuestion, rows: pd.DataFrame) -> Iterator[Comparison]:
    name = id_in_words(question.id)
    tested = rows[rows["role"] == "test"]
    sections = [section.id for section in sections_in(rows, study)]
    yield _comparison(
        question, _("{question} by section").format(question=name), "section", "", tested, "section", sections
    )
    for section in sections:
        in_section = rows[rows["section"] == section]
        conditions = ordered_conditions(in_section)
        title = _("{question} by condition: {section}").format(question=name, section=id_in_words(section))
        yield _comparison(question, title, "condition", section, in_section, "condition", conditions)
    said = tested[tested["experience"].fillna("") != ""]
    levels = experience_levels(said["experience"].unique())
    yield _comparison(
        question,
        _("{question} by musical experience").format(question=name),
        "experience",
        "",
        said,
        "experience",
        levels,
    )


def _comparison(
    question: RatingQuestion, title: str, by: str, section: str, rows: pd.DataFrame, column: str, order: list[str]
) -> Comparison:
    rows = rows.assign(group=rows[column])[["score", "group", "participant", "stimulus", "unit"]]
    places = {group: place for place, group in enumerate(order)}
    rows = rows.sort_values("group", key=lambda groups: groups.map(places), kind="stable")
    identifier = f"{question.id}-by-{by}" + (f"-{section}" if section else "")
    return Comparison(identifier, question.id, title, by, section, rows)


def experience_levels(said: Iterable[str]) -> list[str]:
    """Return the levels of musical experience that were said, least first."""
    levels = set(said) - {""}
    known = [level for level in ("none", "amateur", "professional") if level in levels]
    return known + sorted(levels - set(known))


def ordered_conditions(rows: pd.DataFrame) -> list[str]:
    """Return the conditions of some answers: references first, then what is tested, then anchors."""
    roles = {"reference": 0, "test": 1, "anchor": 2}
    pairs = rows[["role", "condition"]].drop_duplicates().itertuples(index=False)
    return list(dict.fromkeys(condition for _, condition in sorted(pairs, key=lambda pair: (roles[pair[0]], pair[1]))))
