"""The questions about participants, with the values that are stored and the texts that are shown."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from survey_app.errors import Text

# Bands of ten years, open at the top; adulthood is part of the consent.
QUESTIONS: dict[str, tuple[Text, dict[str, Text]]] = {
    "age_band": (
        _("How old are you?"),
        {"18-24": "18–24", "25-34": "25–34", "35-44": "35–44", "45-54": "45–54", "55-64": "55–64", "65+": "65+"},
    ),
    "gender": (_("What is your gender?"), {"woman": _("Woman"), "man": _("Man"), "other": _("Another")}),
    "experience": (
        _("What is your musical experience?"),
        {"professional": _("Professional"), "amateur": _("Amateur"), "none": _("None")},
    ),
    "hearing": (_("Do you have a hearing impairment?"), {"no": _("No"), "yes": _("Yes")}),
    "device": (
        _("What are you listening with?"),
        {"headphones": _("Headphones or earphones"), "speakers": _("Loudspeakers"), "other": _("Something else")},
    ),
}


def profile_questions(asked: Sequence[str]) -> list[dict[str, Any]]:
    """Return the profile questions of a study in the language of the page."""
    return [
        {
            "id": question,
            "prompt": str(QUESTIONS[question][0]),
            "options": [
                {"value": "", "label": gettext("Prefer not to say")},
                *({"value": value, "label": str(label)} for value, label in QUESTIONS[question][1].items()),
            ],
        }
        for question in asked
    ]


def is_profile_value(question: str, value: str) -> bool:
    """Say whether a value may be stored; blank is "prefer not to say"."""
    return value == "" or value in QUESTIONS[question][1]
