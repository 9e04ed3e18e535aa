"""Anything that can be sent, drawn at random: no server error, and nothing stored that the study does not allow."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from survey_app.models import Answer, CheckResult, ListeningSession, ProfileAnswer, Trial
from survey_app.survey import Survey

NASTY = st.sampled_from(["", "\x00", "&=+%\"'🎻\n", "'; DROP TABLE answer;--", "../..", "a" * 5000, "٣", "1" * 400])
TEXTS = st.one_of(NASTY, st.text(max_size=30), st.sampled_from(["yes", "en", "3", "quality", "class", "headphones"]))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)
FIELDS = ("uuid", "trial", "question", "value", "heard", "n_plays", "start_delay_s", "context_rate_hz", "hidden_s")
FORM_FIELDS = (
    "language",
    "agree",
    "uuid",
    "heard",
    "comment",
    "code",
    "device",
    "age_band",
    "password",
    "run",
    "csrf_token",
)
SCRIPT_PATHS = ("answers", "trials/{trial}/plays", "continue")
FORM_PATHS = (
    "/consent",
    "/withdraw",
    "/research/login",
    "/research/export",
    "/research/state",
    "profile",
    "sound-check",
    "comment",
)

a_few = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def assert_allowed(survey: Survey) -> None:
    """Check that everything in the database is something the study allows."""
    with survey.database.reading() as transaction:
        for value, question, options in transaction.execute(
            select(Answer.value, Answer.question, Trial.options).join(Trial, Trial.id == Answer.trial_id)
        ):
            assert value in ["1", "2", "3", "4", "5", *options.get(question, ()), "cannot tell"]
        assert set(transaction.scalars(select(ProfileAnswer.value))) <= {"headphones", "speakers", "other"}
        assert set(transaction.scalars(select(ListeningSession.language))) <= {"en", "it"}
        assert set(transaction.scalars(select(CheckResult.name))) <= {"sound-check"}
        for heard in transaction.scalars(select(Trial.heard)):
            assert all(0 <= start_s < end_s <= 86_400 for start_s, end_s in heard)


def test_any_json(synthetic: Any, survey: Survey) -> None:
    """Right bodies with fields replaced by anything that JSON can say, and bodies that are anything."""
    trial = synthetic.begin()
    right = {
        "uuid": "0" * 32,
        "trial": trial["trial"],
        "question": "quality",
        "value": "2",
        "heard": [[0, 0.6]],
        "n_plays": 1,
    }

    @a_few
    @given(st.sampled_from(SCRIPT_PATHS), st.dictionaries(st.sampled_from(FIELDS), VALUES, min_size=1, max_size=3))
    def send(path: str, changes: dict[str, Any]) -> None:
        body = json.dumps(right | changes).encode("utf-8", "surrogatepass")
        reply = synthetic.post(path.format(trial=trial["trial"]), content=body)
        assert reply.status_code < 500, reply.text

    send()
    assert_allowed(survey)


def test_any_form(participant: Any, survey: Survey) -> None:
    """Every form with any values in any fields, right ones among them."""

    @a_few
    @given(st.sampled_from(FORM_PATHS), st.dictionaries(st.sampled_from(FORM_FIELDS), TEXTS, max_size=4))
    def send(path: str, form: dict[str, str]) -> None:
        address = path if path.startswith("/") else participant.address + path
        reply = participant.client.post(address, data=form)
        assert reply.status_code < 500, reply.text

    send()
    assert_allowed(survey)


@pytest.mark.parametrize("length", [4_000, 4_001, 20_000, 60_000])
def test_long_comments(synthetic: Any, survey: Survey, length: int) -> None:
    """A comment of emoji, quotes and new lines is stored whole up to the limit; a longer one comes back."""
    with survey.database.writing() as transaction:
        transaction.scalars(select(ListeningSession)).one().state = "comment"
    comment = ('🎻&+%"<b>\n' * length)[: length - 1] + "x"
    reply = synthetic.post("comment", data={"comment": comment})
    with survey.database.reading() as transaction:
        found = transaction.scalars(select(ListeningSession)).one()

    if length == 4_000:
        assert (303, comment, "completed") == (reply.status_code, found.comment, found.state)
    else:
        assert reply.status_code in (400, 413)
        assert (None, "comment") == (found.comment, found.state)
        assert "shorten" in reply.text
        assert "<b>" not in reply.text
