"""What every part of a study file is made of: plain ids, texts in the languages of the study."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def plain_id(identifier: str) -> str:
    """Ids become folder names, column values and parts of addresses: keep them plain."""
    if not identifier.replace("-", "").isalnum() or not identifier.isascii():
        raise ValueError("an id has letters, digits and hyphens only")
    if identifier != identifier.lower():
        raise ValueError("an id is written in lower case")
    return identifier


Id = Annotated[str, AfterValidator(plain_id)]


class StudyPart(BaseModel):
    """A part of the study file: unknown keys are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Translated(StudyPart):
    """A text in the languages of the study."""

    en: Text | None = None
    """English."""
    it: Text | None = None
    """Italian."""

    def in_language(self, language: str) -> str:
        """Return the text in `language`, or the first there is."""
        return getattr(self, language, None) or self.en or self.it or ""


class TranslatedLabels(StudyPart):
    """The labels of a scale, lowest first, in the languages of the study."""

    en: Annotated[tuple[Text, ...], Field(min_length=2, max_length=11)] | None = None
    """English labels."""
    it: Annotated[tuple[Text, ...], Field(min_length=2, max_length=11)] | None = None
    """Italian labels."""

    def in_language(self, language: str) -> tuple[str, ...]:
        """Return the labels in `language`, or the first there are."""
        return getattr(self, language, None) or self.en or self.it or ()
