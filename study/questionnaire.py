"""A questionnaire: items that participants answer about themselves on a labelled scale, and how they are scored.

The researcher supplies it as a TOML file. No instrument's text comes with Ascolto: most are somebody's
property, and an adapted one is no longer validated.
"""

from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from study.errors import did_you_mean
from study.part import Id, StudyPart, Translated, TranslatedLabels

QUESTIONNAIRE_COLUMNS = ("item_", "score_")
"""What the columns of questionnaires in listeners.csv begin with."""


class Item(StudyPart):
    """`[[items]]`: one statement or question."""

    id: Id
    """Name of the item in tables."""
    text: Translated
    """What participants read."""
    reversed: bool = False
    """Whether its lowest point counts as the highest."""
    labels: TranslatedLabels | None = None
    """Labels of this item alone, lowest first; else those of the questionnaire."""


class Scale(StudyPart):
    """`[[scales]]`: a score made of some items; subscales may share items."""

    id: Id
    """Name of the score in tables: the column is called `score_` and this, hyphens as underscores."""
    items: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Which items."""
    scoring: Literal["mean", "sum"] = "mean"
    """What becomes of their points, from 1 each; blank where one of them was not answered."""


class Questionnaire(StudyPart):
    """A questionnaire as its file says it."""

    title: Translated
    """Heading that participants see."""
    instruction: Translated = Translated()
    """What participants read above the items."""
    labels: TranslatedLabels
    """Labels of the points that every item can be answered with, lowest first; as many in each language."""
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    """What is asked, in this order."""
    scales: Annotated[tuple[Scale, ...], Field(min_length=1)]
    """How it is scored."""

    def labels_of(self, item: Item) -> TranslatedLabels:
        """Return the labels of an item's points."""
        return item.labels or self.labels

    def n_points(self, item: Item) -> int:
        """Return how many points an item has."""
        return len(self.labels_of(item).in_language("en"))

    def score(self, scale: Scale, answers: Mapping[str, int]) -> float | None:
        """Score a scale from the points that were chosen, by item; None where an item of it was not answered.

        Examples
        --------
        >>> habits = Questionnaire.model_validate({
        ...     "title": {"en": "Invented"}, "labels": {"en": ["No", "Perhaps", "Yes"]},
        ...     "items": [{"id": "loud", "text": {"en": "…"}}, {"id": "quiet", "text": {"en": "…"}, "reversed": True}],
        ...     "scales": [{"id": "loudness", "items": ["loud", "quiet"]}]})
        >>> habits.score(habits.scales[0], {"loud": 3, "quiet": 2}), habits.score(habits.scales[0], {"loud": 3})
        (2.5, None)
        """
        items = [item for item in self.items if item.id in scale.items]
        if any(item.id not in answers for item in items):
            return None
        points = [self.n_points(item) + 1 - answers[item.id] if item.reversed else answers[item.id] for item in items]
        return fmean(points) if scale.scoring == "mean" else float(sum(points))

    def columns(self, name: str) -> dict[str, str]:
        """Return the columns of listeners.csv that this questionnaire fills, each with what it means.

        The text of an item is not said: it may be somebody's property, and data sets are published.

        Parameters
        ----------
        name : str
            Id of the questionnaire.
        """
        described = {}
        for item in self.items:
            turned = "; its scores take it reversed" if item.reversed else ""
            described[item_column(name, item.id)] = (
                f"Answer to item '{item.id}' of questionnaire '{name}', from 1 to {self.n_points(item)}, "
                f"as it was chosen{turned}; blank where not asked or left out."
            )
        for scale in self.scales:
            described[score_column(scale.id)] = (
                f"Score '{scale.id}' of questionnaire '{name}': the {scale.scoring} of {', '.join(scale.items)}; "
                "blank where one of them was not answered."
            )
        return described

    def cells(self, name: str, answers: Mapping[str, int]) -> dict[str, float | None]:
        """Return what stands in these columns for somebody who gave these answers, by item; None for a blank."""
        items = {item_column(name, item.id): answers.get(item.id) for item in self.items}
        return items | {score_column(scale.id): self.score(scale, answers) for scale in self.scales}

    def missing_languages(self, languages: Sequence[str]) -> Iterator[str]:
        """Yield one line for each text that a language of the study lacks."""
        texts: dict[str, Translated | TranslatedLabels] = {"title": self.title, "labels": self.labels}
        if self.instruction != Translated():
            texts["instruction"] = self.instruction
        for item in self.items:
            texts[f"item '{item.id}': text"] = item.text
            if item.labels:
                texts[f"item '{item.id}': labels"] = item.labels
        for place, text in texts.items():
            for language in languages:
                if getattr(text, language) is None:
                    yield f"{place}.{language} is missing. Write it in every language of the study"

    @model_validator(mode="after")
    def _check_references(self) -> Self:
        problems = [*self._problems()]
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def _problems(self) -> Iterator[str]:
        known = [item.id for item in self.items]
        for noun, ids in (("item", known), ("scale", [scale.id for scale in self.scales])):
            for repeated in sorted({one for one in ids if ids.count(one) > 1}):
                yield f"{noun} '{repeated}': the id stands {ids.count(repeated)} times. Give each {noun} its own."
        for scale in self.scales:
            for item_id in dict.fromkeys(scale.items):
                place, n = f"scale '{scale.id}': 'items' names '{item_id}'", scale.items.count(item_id)
                if item_id not in known:
                    yield f"{place}, which does not exist. {did_you_mean(item_id, known)}"
                elif n > 1:
                    yield f"{place} {n} times. Name it once."
        yield from _unequal("", self.labels)
        for item in self.items:
            if item.labels:
                yield from _unequal(f"item '{item.id}': ", item.labels)


def item_column(name: str, item_id: str) -> str:
    """Return the column of an item in listeners.csv.

    Examples
    --------
    >>> item_column("habits", "every-day")
    'item_habits_every_day'
    """
    return f"item_{name}_{item_id}".replace("-", "_")


def score_column(scale_id: str) -> str:
    """Return the column of a score in listeners.csv.

    Examples
    --------
    >>> score_column("active-listening")
    'score_active_listening'
    """
    return f"score_{scale_id}".replace("-", "_")


def _unequal(place: str, labels: TranslatedLabels) -> Iterator[str]:
    if labels.en and labels.it and len(labels.en) != len(labels.it):
        yield f"{place}there are {len(labels.en)} labels in English and {len(labels.it)} in Italian. Give as many."
