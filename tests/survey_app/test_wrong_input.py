"""Anything that can be sent, drawn at random: no server error, and nothing stored that the study does not allow."""

import json
import re
from typing import Any

import httpx
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from study.folder import StudyFolder
from survey_app.models import STATES, Answer, CheckResult, ListeningSession, ProfileAnswer, QuestionnaireAnswer, Trial
from survey_app.survey import Survey

NASTY = st.sampled_from(["", "\x00", "&=+%\"'🎻\n", "'; DROP TABLE answer;--", "../..", "a" * 5000, "٣", "1" * 400])
TEXTS = st.one_of(NASTY, st.text(max_size=30), st.sampled_from(["yes", "en", "3", "quality", "class", "headphones"]))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)
ANSWER_FIELDS = ("uuid", "question", "value", "response_time_s")
FIELDS = ("trial", "answers", "heard", "n_plays", "start_delay_s", "context_rate_hz", "hidden_s")
FORM_FIELDS = (
    *("language", "agree", "uuid", "heard", "comment", "code", "confirmed", "device", "age_band", "number", "place"),
    *("count", "loud", "to", "origin", "group", "page", "decision", "leave_out", "run", "password", "csrf_token"),
)
SCRIPT_PATHS = ("answers", "trials/{trial}/plays", "trials/{trial}/not-heard", "continue")
N_REQUESTS = [40, pytest.param(2_000, marks=pytest.mark.slow)]

QUESTIONNAIRE = """
title = { en = "How you listen", it = "Come ascolta" }
labels = { en = ["No", "Yes"], it = ["No", "Sì"] }
items = [{ id = "loud", text = { en = "Invented.", it = "Inventata." } }]
scales = [{ id = "loudness", items = ["loud"] }]
"""


@pytest.fixture
def small_study(small_study: StudyFolder) -> StudyFolder:
    """Give the small study with every page there is, before anything reads it."""
    path = small_study.path / "study.toml"
    text = path.read_text(encoding="utf-8").replace("bass = false", "bass = true")
    text = text.replace('headphones = "none"', 'headphones = "huggins"')
    path.write_text(f'{text}\n[[questionnaires]]\nid = "habits"\nfile = "habits.toml"\n', encoding="utf-8")
    (small_study.path / "habits.toml").write_text(QUESTIONNAIRE, encoding="utf-8")
    return StudyFolder(small_study.path)


def so_many(n: int) -> settings:
    """Draw so many requests."""
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(max_examples=n, deadline=None, suppress_health_check=checks)


def form_paths(app: Flask) -> list[str]:
    """Return every address of the application that takes forms, so that no new one is forgotten."""
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    return sorted(rule.rule for rule in rules if not rule.endpoint.startswith("listening."))


def put(survey: Survey, state: str, is_checked: bool = False) -> None:
    """Put everybody into a state, their equipment checked or not yet."""
    with survey.database.writing() as transaction:
        for found in transaction.scalars(select(ListeningSession)):
            found.state = state
            if is_checked:
                found.headphone_score, found.is_bass_heard = 6, True


def assert_allowed(survey: Survey) -> None:
    """Check that everything in the database is something the study allows."""
    with survey.database.reading() as transaction:
        for value, question, options in transaction.execute(
            select(Answer.value, Answer.question, Trial.options).join(Trial, Trial.id == Answer.trial_id)
        ):
            assert value in ["1", "2", "3", "4", "5", *options.get(question, ()), "cannot tell"]
        assert set(transaction.scalars(select(ProfileAnswer.value))) <= {"headphones", "speakers", "other"}
        assert set(transaction.scalars(select(ListeningSession.language))) <= {"en", "it"}
        checks = {"sound-check", "headphones", "bass", "focus-loss", "not-heard"}
        assert set(transaction.scalars(select(CheckResult.name))) <= checks
        assert set(transaction.scalars(select(QuestionnaireAnswer.value))) <= {1, 2}
        for heard in transaction.scalars(select(Trial.heard)):
            assert all(0 <= start_s < end_s <= 86_400 for start_s, end_s in heard)


@pytest.mark.parametrize("n", N_REQUESTS)
def test_any_json(synthetic: Any, survey: Survey, n: int) -> None:
    """Right bodies with fields replaced by anything that JSON can say, and bodies that are anything."""
    put(survey, "listen", is_checked=True)
    synthetic.post("continue", json={})
    trial = synthetic.get("trial").json()
    answer = {"uuid": "0" * 32, "question": "quality", "value": "2"}
    right = {"trial": trial["trial"], "heard": [[0, 0.6]], "n_plays": 1}

    @so_many(n)
    @given(
        st.sampled_from(SCRIPT_PATHS),
        st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=3),
        st.lists(st.dictionaries(st.sampled_from(ANSWER_FIELDS), VALUES, max_size=2), min_size=1, max_size=3),
    )
    def send(path: str, changes: dict[str, Any], of_answers: list[dict[str, Any]]) -> None:
        answers = [answer | changed for changed in of_answers]
        body = json.dumps(right | {"answers": answers} | changes).encode("utf-8", "surrogatepass")
        reply = synthetic.post(path.format(trial=trial["trial"]), content=body)
        assert reply.status_code < 500, reply.text

    send()
    assert_allowed(survey)


@pytest.mark.parametrize("n", N_REQUESTS)
def test_any_form(app: Flask, participant: Any, survey: Survey, password: str, n: int) -> None:
    """Every form in every state with any values in any fields, right ones among them; the researcher's as well."""
    client = participant.client
    token = participant.address.split("/")[2]
    assert 303 == client.post("/research/login", data={"password": password} | csrf(client, "login")).status_code

    @so_many(n)
    @given(
        st.sampled_from(form_paths(app)),
        st.sampled_from(STATES),
        st.dictionaries(st.sampled_from(FORM_FIELDS), TEXTS, max_size=4),
        st.booleans(),
    )
    def send(path: str, state: str, form: dict[str, str], is_forged: bool) -> None:
        put(survey, state)
        if path.startswith("/research/") and not is_forged and "log" not in path:  # who logs out stays out
            form = form | csrf(client, "")
        reply = client.post(path.replace("<token>", token).replace("<public_id>", "a" * 16), data=form)
        assert reply.status_code < 500, reply.text

    send()
    assert_allowed(survey)


def csrf(client: httpx.Client, page: str) -> dict[str, str]:
    """Return the field of a researcher's page without which no form of it is taken."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(f"/research/{page}").text)
    assert found
    return {"csrf_token": found[1]}


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
