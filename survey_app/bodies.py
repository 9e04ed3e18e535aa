"""What participants send, checked field by field before anything looks at it.

Unknown fields are ignored, so that pages and server of neighbouring versions understand each
other; known ones must be right.
"""

import re
from collections.abc import Mapping
from typing import Annotated, TypeVar

from flask import request
from flask_babel import lazy_gettext as _
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from study.questionnaire import Questionnaire
from survey_app.errors import NotAllowed
from survey_app.listening import Interval

Body = TypeVar("Body", bound=BaseModel)

MAX_COMMENT_LENGTH = 4_000  # characters; URL-encoded emoji of this length still fit into the body limit

# A listening session lasts minutes; a day leaves room for a page left open over night.
Seconds = Annotated[FiniteFloat, Field(ge=0, le=86_400)]
Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
_UUID = re.compile(r"[0-9a-f]{32}")
Intervals = Annotated[list[Interval], Field(max_length=500)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


class ListeningFacts(_Body):
    """How a trial was listened to, as far as the page knows."""

    heard: Intervals = []
    n_plays: Annotated[int, Field(ge=0, le=10_000)] = 0
    start_delay_s: Seconds | None = None
    context_rate_hz: Annotated[FiniteFloat, Field(ge=0, le=1_000_000)] | None = None
    hidden_s: Seconds | None = None


class SentAnswer(_Body):
    """One answer to one question of a trial."""

    uuid: Uuid
    question: Annotated[str, Field(max_length=64)]
    value: Annotated[str, Field(max_length=200)]
    response_time_s: Seconds | None = None


class SentAnswers(ListeningFacts):
    """Answers to questions of one trial, with the facts about how it was listened to."""

    trial: Uuid
    answers: Annotated[list[SentAnswer], Field(min_length=1, max_length=100)]


def sent(body_type: type[Body]) -> Body:
    """Return the JSON body of the request.

    Raises
    ------
    NotAllowed
        The body is no JSON, or a field is missing or wrong.
    """
    try:
        return body_type.model_validate_json(request.get_data())
    except ValidationError:
        raise NotAllowed(_("The page sent something the survey does not understand. Please reload the page.")) from None


def number_in(text: str, allowed: range) -> int:
    """Return a number that a form sends.

    Raises
    ------
    NotAllowed
        It is none of the allowed ones.
    """
    for number in allowed:
        if text == str(number):
            return number
    raise NotAllowed(_("One of the answers is not among the choices. Please choose again."))


def form_uuid_in(form: Mapping[str, str]) -> str | None:
    """Return the id of the page whose form is sent; None where it has none.

    Raises
    ------
    NotAllowed
        It is no id that a page was given.
    """
    found = form.get("uuid")
    if found is not None and not _UUID.fullmatch(found):
        raise NotAllowed(_("The page sent something the survey does not understand. Please reload the page."))
    return found


def points_in(questionnaire: Questionnaire, form: Mapping[str, str]) -> dict[str, int]:
    """Return the points that a form sends for the items of a questionnaire; those left out are missing.

    Raises
    ------
    NotAllowed
        A point that an item does not have.
    """
    return {
        item.id: number_in(form[item.id], range(1, questionnaire.n_points(item) + 1))
        for item in questionnaire.items
        if form.get(item.id)
    }


def plain_text(text: str) -> str:
    r"""Return what a participant typed without control characters, which PostgreSQL refuses; lines stay.

    Examples
    --------
    >>> plain_text("a\x00b\r\nc")
    'ab\nc'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in lines if one in "\n\t" or one.isprintable()).strip()
