from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update

from survey_app.models import Answer, CheckResult, StudyState, Trial
from survey_app.operations.study_states import close_study
from survey_app.survey import Survey


def stored(survey: Survey) -> list[str]:
    """Return the values of all stored answers."""
    with survey.database.reading() as transaction:
        return list(transaction.scalars(select(Answer.value).order_by(Answer.id)))


def test_an_introduction_stands_before_each_part(synthetic: Any) -> None:
    """Practice and each section begin with an introduction that counts its sounds; reading it twice changes nothing."""
    synthetic.post("profile", data={})
    synthetic.post("sound-check", data={"heard": "yes"})
    step = synthetic.get("trial").json()

    assert {"title", "number", "n_sections", "n_trials", "is_practice", "text", "classes"} == set(step["section"])
    assert ("section", 0, 3, 4, True) == (
        step["step"],
        step["section"]["number"],
        step["section"]["n_sections"],
        step["section"]["n_trials"],
        step["section"]["is_practice"],
    )
    assert step == synthetic.get("trial").json()
    synthetic.post("continue", json={})
    synthetic.post("continue", json={})
    assert "trial" == synthetic.get("trial").json()["step"]


def test_a_trial_says_what_the_page_needs_and_nothing_more(synthetic: Any, survey: Survey) -> None:
    """A trial names sound, questions and labels in the language asked for, never stimulus, role or condition."""
    trial = synthetic.begin()
    with survey.database.reading() as transaction:
        planned = transaction.scalars(select(Trial).where(Trial.place == 0)).one()

    assert ["rating", "class"] == [question["kind"] for question in trial["questions"]]
    assert ["Bad", "Poor", "Fair", "Good", "Excellent"] == trial["questions"][0]["labels"]
    assert ("Cannot tell", 3) == (trial["questions"][1]["cannot_tell"], len(trial["questions"][1]["options"]))
    assert planned.options["class"] == [option["value"] for option in trial["questions"][1]["options"]]
    assert (1, 4, True, "good", 0.6, True, 0) == (
        trial["position"],
        trial["n_trials"],
        trial["is_practice"],
        trial["example"],
        trial["duration_s"],
        trial["must_listen"],
        trial["heard_s"],
    )
    shown = str({key: value for key, value in trial.items() if key != "questions"})
    assert not [word for word in (planned.stimulus, "R0", "R2", "practice.", "source-") if word in shown]


def test_a_reload_returns_to_the_same_trial_with_what_is_known(synthetic: Any) -> None:
    """After a reload the trial is the same, with the answer that is stored and the seconds that were heard."""
    trial = synthetic.begin()
    synthetic.post(f"trials/{trial['trial']}/plays", json={"heard": [[0, 0.25]], "n_plays": 1})
    half = synthetic.get("trial").json()
    synthetic.answer(trial)
    again = synthetic.get("trial").json()

    assert (trial["trial"], 0.25) == (half["trial"], half["heard_s"])
    assert (trial["trial"], ["1", None]) == (again["trial"], [question["answer"] for question in again["questions"]])
    assert trial["sound_url"] == again["sound_url"]


def test_the_next_sound_is_named_for_preloading(synthetic: Any) -> None:
    """What a trial names as the next sound is the next trial's sound."""
    trial = synthetic.begin()
    for number in range(2):
        synthetic.answer(trial, number)

    assert trial["next_sound_url"] == synthetic.get("trial").json()["sound_url"]


def test_one_request_stores_a_trial_and_brings_the_next(synthetic: Any, survey: Survey) -> None:
    """What the replies call next is what GET trial says, from the first introduction to the last answer: then null."""
    synthetic.post("profile", data={})
    synthetic.post("sound-check", data={"heard": "yes"})
    step, n_requests = synthetic.get("trial").json(), 0
    while step is not None:
        reply = synthetic.post("continue", json={}) if step["step"] == "section" else synthetic.answer(step, None)
        step, n_requests = reply.json()["next"], n_requests + 1
        assert step is None or step == synthetic.get("trial").json()

    assert 4 + 14 == n_requests  # four introductions, fourteen sounds
    assert 34 == len(stored(survey))
    assert "done" == synthetic.get("trial").json()["step"]


def test_answers_sent_again_bring_the_next_trial_again(synthetic: Any, survey: Survey) -> None:
    """The same body, because its reply was lost, gets the same reply, and nothing is stored twice."""
    first = synthetic.begin()
    body = synthetic.answer(first, None).request.content
    again = synthetic.post("answers", content=body)

    assert (200, synthetic.get("trial").json()) == (again.status_code, again.json()["next"])
    assert 2 == len(stored(survey))


def test_a_study_that_was_closed_brings_nothing(participant: Any, survey: Survey) -> None:
    """An hour after closing the answers to the sound that was playing still count; the page has to ask what comes."""
    trial = participant.begin()
    close_study(survey.database)
    long_ago = datetime.now(UTC) - timedelta(hours=2)
    with survey.database.writing() as transaction:
        transaction.execute(update(StudyState).values(changed_at=long_ago))
        transaction.execute(update(Trial).where(Trial.place == 0).values(issued_at=long_ago))
    reply = participant.answer(trial, None)

    assert (200, None) == (reply.status_code, reply.json()["next"])
    assert (410, 2) == (participant.get("trial").status_code, len(stored(survey)))
    with survey.database.reading() as transaction:
        assert transaction.scalars(select(Trial.issued_at).where(Trial.place == 1)).one() is None


def test_an_answer_is_confirmed_by_its_uuid(synthetic: Any, survey: Survey) -> None:
    """The reply names the UUID, the same for the first time and every repeat."""
    trial, uuid = synthetic.begin(), uuid4().hex
    replies = [synthetic.answer(trial, uuid=uuid) for _ in range(3)]

    assert [(200, [uuid])] * 3 == [(reply.status_code, reply.json()["stored"]) for reply in replies]
    assert ["1"] == stored(survey)


def test_refusals_tell_the_page_what_to_do(synthetic: Any) -> None:
    """Not heard, answered already, not allowed: each has its status, its name and a sentence."""
    trial, uuid = synthetic.begin(), uuid4().hex
    unheard = synthetic.answer(trial, heard=[])
    synthetic.answer(trial, uuid=uuid)
    again = synthetic.answer(trial, value="2")
    wrong = synthetic.answer(trial, number=1, value="kazoo")

    assert (409, "listen", "Please listen to the whole sound before you answer.") == (
        unheard.status_code,
        unheard.json()["error"],
        unheard.json()["message"],
    )
    assert (409, "answered", uuid, "1") == (
        again.status_code,
        again.json()["error"],
        again.json()["stored"],
        again.json()["value"],
    )
    assert (400, "not allowed") == (wrong.status_code, wrong.json()["error"])


def test_another_participants_trial_is_not_there(synthetic: Any, another: Callable[[], Any], survey: Survey) -> None:
    """Answers and plays for somebody else's trial are 404, and change nothing."""
    trial = synthetic.begin()
    other = another()
    other.begin()

    assert 404 == other.answer(trial).status_code
    assert 404 == other.post(f"trials/{trial['trial']}/plays", json={"heard": [[0, 0.6]]}).status_code
    assert 0 == synthetic.get("trial").json()["heard_s"]
    assert [] == stored(survey)


def test_the_page_is_sent_on_when_it_is_not_the_time_to_listen(participant: Any) -> None:
    """Before the sound check the script is told where to go instead."""
    assert {"step": "done", "next": participant.address} == participant.get("trial").json()


WRONG = [
    None,
    [],
    "text",
    0,
    True,
    -1,
    1e308,
    "a" * 60_000,
    "\x00",
    "\ud800",
    {"deep": {"er": []}},
    [[0, 1, 2]],
    [["a", "b"]],
    [[-1, 5]],
    [[0, 1e309]],
    2**70,
]


FIELDS = (
    *("uuid", "question", "value", "response_time_s"),
    *("trial", "answers", "heard", "n_plays", "start_delay_s", "hidden_s"),
)


def test_wrong_fields_are_refused_or_harmless(synthetic: Any, survey: Survey) -> None:
    """Every field of an answer with every wrong value: no 5xx, and nothing stored that the study does not allow."""
    trial = synthetic.begin()
    statuses = {synthetic.answer(trial, **{field: wrong}).status_code for field in FIELDS for wrong in WRONG}

    assert statuses <= {200, 400, 404, 409, 413}
    assert set(stored(survey)) <= {"1"}


WRONG_BODIES = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"\xff\xfe",
    b"[" * 60_000,
    b'{"a":' * 10_000,
    b"NaN",
    b'{"uuid": "\\ud800"}',
    b'{"heard": [[0, NaN]]}',
    b'{"n_plays": 1' + b"0" * 5000 + b"}",
    b"x" * 65_537,
    b"a=1&b=2",
]


def test_wrong_bodies_are_refused(synthetic: Any, survey: Survey) -> None:
    """Bodies that are no JSON, too deep, too long or not Unicode: no 5xx, nothing stored, and a sentence back."""
    trial = synthetic.begin()
    for path in ("answers", f"trials/{trial['trial']}/plays"):
        replies = [synthetic.post(path, content=body) for body in WRONG_BODIES]

        assert {400, 413} == {reply.status_code for reply in replies}
        assert all(reply.json()["message"] for reply in replies)
    assert {200} == {synthetic.post("continue", content=body).status_code for body in WRONG_BODIES}  # it needs none
    assert [] == stored(survey)


def test_a_sound_that_cannot_be_had_is_left_behind(synthetic: Any, survey: Survey) -> None:
    """The trial is finished without an answer, once, and the next one comes; the fact is stored with the trial."""
    step = synthetic.begin()
    replies = [synthetic.post(f"trials/{step['trial']}/not-heard", json={}).status_code for _ in range(2)]
    following = synthetic.get("trial").json()
    late = synthetic.answer(step)
    with survey.database.reading() as transaction:
        (fact,) = transaction.scalars(select(CheckResult).where(CheckResult.name == "not-heard"))
        trial = transaction.scalars(select(Trial).where(Trial.public_id == step["trial"])).one()

    assert [200, 200] == replies
    assert step["trial"] != following["trial"]
    assert (trial.id, False) == (fact.trial_id, fact.is_passed)
    assert trial.finished_at is not None
    assert 400 == late.status_code


def test_a_sound_that_was_heard_is_not_left_behind(synthetic: Any, survey: Survey) -> None:
    """Once a question of a trial is answered its sound was heard; other people's trials are not there at all."""
    step = synthetic.begin()
    synthetic.answer(step)

    assert 400 == synthetic.post(f"trials/{step['trial']}/not-heard", json={}).status_code
    assert 404 == synthetic.post(f"trials/{uuid4().hex}/not-heard", json={}).status_code
    assert step["trial"] == synthetic.get("trial").json()["trial"]
    assert 1 == len(stored(survey))


def test_listening_ends_without_the_last_sound(synthetic: Any, survey: Survey) -> None:
    """Whoever can hear nothing at all still comes to the end; nothing is counted as answered."""
    step = synthetic.begin()
    while step["step"] != "done":
        if step["step"] == "section":
            synthetic.post("continue", json={})
        else:
            synthetic.post(f"trials/{step['trial']}/not-heard", json={})
        step = synthetic.get("trial").json()

    assert step["next"].endswith("/s/" + synthetic.token + "/")
    assert synthetic.get("").headers["location"].endswith("/comment")
    assert [] == stored(survey)
