"""What participants are asked about themselves, and which answers there are."""

from typing import Annotated, Literal

from pydantic import Field

from study.part import StudyPart

ProfileQuestion = Literal["age_band", "gender", "experience", "hearing", "device"]

PROFILE_VALUES: dict[str, tuple[str, ...]] = {
    "age_band": ("18-24", "25-34", "35-44", "45-54", "55-64", "65+"),
    "gender": ("woman", "man", "other"),
    "experience": ("professional", "amateur", "none"),
    "hearing": ("no", "yes"),
    "device": ("headphones", "speakers", "other"),
}
"""What the survey stores for each question; whoever prefers not to say leaves no answer."""


class Profile(StudyPart):
    """`[profile]`: what participants are asked about themselves."""

    ask: tuple[ProfileQuestion, ...] = ("age_band", "gender", "experience", "hearing", "device")
    """Which questions; every one may be left unanswered."""
    screen_out: dict[ProfileQuestion, Annotated[tuple[str, ...], Field(min_length=1)]] = Field(default_factory=dict)
    """Answers with which nobody goes on, by question; without any, everybody does. Who prefers not to say goes on."""
