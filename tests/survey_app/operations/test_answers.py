from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from survey_app.bodies import SentAnswers
from survey_app.errors import AlreadyAnswered, NotAllowed, NotFound, NotListened
from survey_app.models import Answer, ListeningSession, Trial
from survey_app.operations.answers import store_answers
from survey_app.steps import Standing
from survey_app.survey import Survey


@pytest.fixture
def trial(synthetic: Any) -> dict[str, Any]:
    """Give the first trial of a synthetic participant: a rating and a class question."""
    return dict(synthetic.begin())


ANSWER_FIELDS = ("uuid", "question", "value", "response_time_s")


def sent(trial: dict[str, Any], *numbers: int, **changes: Any) -> SentAnswers:
    """Make answers to the first question of a trial, or to those with these numbers, after hearing it in full."""
    of_answers = {name: changes.pop(name) for name in ANSWER_FIELDS if name in changes}
    answers = []
    for question in [trial["questions"][number] for number in numbers or [0]]:
        value = "3" if question["kind"] == "rating" else question["options"][0]["value"]
        answers.append(
            {"uuid": uuid4().hex, "question": question["id"], "value": value, "response_time_s": 1.25} | of_answers
        )
    body = {"trial": trial["trial"], "heard": [[0, trial["duration_s"]]], "n_plays": 1, "answers": answers}
    return SentAnswers.model_validate(body | changes)


def store(survey: Survey, token: str, answers: SentAnswers) -> Standing | None:
    """Store answers as the view does."""
    return store_answers(survey.database, survey.material, survey.version_id, token, answers)


def uuid_of(answers: SentAnswers) -> str:
    """Return the id of the only answer."""
    (answer,) = answers.answers
    return answer.uuid


def stored(survey: Survey) -> list[Answer]:
    """Return all answers in the database."""
    with survey.database.reading() as transaction:
        return list(transaction.scalars(select(Answer).order_by(Answer.id)))


def test_an_answer_is_stored_with_its_facts(survey: Survey, synthetic: Any, trial: dict[str, Any]) -> None:
    """Value, kind, plays, heard seconds and response time are kept as they were sent."""
    answer = sent(trial, heard=[[0, 0.4], [0.2, 0.6]], n_plays=2)
    store(survey, synthetic.token, answer)
    (found,) = stored(survey)

    assert ("quality", "rating", "3", 2, 1.25) == (
        found.question,
        found.kind,
        found.value,
        found.n_plays,
        found.response_time_s,
    )
    assert pytest.approx(0.6) == found.heard_s


def test_sending_again_stores_once(survey: Survey, synthetic: Any, trial: dict[str, Any]) -> None:
    """The same UUID, ten times and from eight threads at once, is one answer and never an error."""
    answer = sent(trial)
    with ThreadPoolExecutor(8) as threads:
        sending = [threads.submit(store, survey, synthetic.token, answer) for _ in range(10)]
    for one in sending:
        one.result()

    assert [uuid_of(answer)] == [found.uuid for found in stored(survey)]


def test_the_first_answer_stands(survey: Survey, synthetic: Any, trial: dict[str, Any]) -> None:
    """A second answer to a question is refused and told which one stands."""
    first = sent(trial, value="5")
    store(survey, synthetic.token, first)

    with pytest.raises(AlreadyAnswered) as refusal:
        store(survey, synthetic.token, sent(trial, value="1"))
    assert (uuid_of(first), "5") == (refusal.value.stored, refusal.value.value)
    assert ["5"] == [found.value for found in stored(survey)]


def test_two_tabs_at_once_store_one_answer(survey: Survey, synthetic: Any, trial: dict[str, Any]) -> None:
    """Of eight different answers to one question that arrive together one is stored, the others learn which."""

    def send(_: int) -> str:
        answer = sent(trial)
        try:
            store(survey, synthetic.token, answer)
        except AlreadyAnswered as refusal:
            return refusal.stored
        return uuid_of(answer)

    with ThreadPoolExecutor(8) as threads:
        told = set(threads.map(send, range(8)))

    assert told == {found.uuid for found in stored(survey)}
    assert 1 == len(told)


@pytest.mark.parametrize(
    ("heard", "n_plays"), [([], 0), ([[0, 0.2]], 1), ([[0, 0.3], [0, 0.3]], 2), ([[0.6, 0]], 1), ([[5, 9]], 1)]
)
def test_no_answer_before_the_whole_sound(
    survey: Survey, synthetic: Any, trial: dict[str, Any], heard: list[list[float]], n_plays: int
) -> None:
    """Whatever the page claims: an answer without the whole sound is refused, and nothing is stored."""
    with pytest.raises(NotListened):
        store(survey, synthetic.token, sent(trial, heard=heard, n_plays=n_plays))

    assert [] == stored(survey)


def test_no_live_answer_before_the_sound_can_have_ended(survey: Survey, participant: Any) -> None:
    """A live participant who claims to have heard 0.6 s within no time is refused; synthetic ones are not held up."""
    trial = participant.begin()

    with pytest.raises(NotListened):
        store(survey, participant.token, sent(trial))
    assert [] == stored(survey)


def test_plays_add_up_over_requests(survey: Survey, synthetic: Any, trial: dict[str, Any]) -> None:
    """Half a sound reported before a reload and half after it are a whole one."""
    synthetic.post(f"trials/{trial['trial']}/plays", json={"heard": [[0, 0.3]], "n_plays": 1})
    store(survey, synthetic.token, sent(trial, heard=[[0.3, 0.6]], n_plays=1))

    assert 1 == len(stored(survey))


@pytest.mark.parametrize(
    "changes",
    [
        {"value": "0"},
        {"value": "6"},
        {"value": "3.0"},
        {"value": "cannot tell"},
        {"value": ""},
        {"question": "smoothness"},
        {"question": "nothing"},
        {"question": "class", "value": "kazoo"},
    ],
)
def test_only_what_was_asked_and_offered(
    survey: Survey, synthetic: Any, trial: dict[str, Any], changes: dict[str, str]
) -> None:
    """Values off the scale, classes that were not shown and questions of other sections are refused."""
    with pytest.raises(NotAllowed):
        store(survey, synthetic.token, sent(trial, **changes))

    assert [] == stored(survey)


def test_cannot_tell_where_it_is_offered(survey: Survey, synthetic: Any, trial: dict[str, Any]) -> None:
    """The class question of the small study takes "cannot tell"."""
    store(survey, synthetic.token, sent(trial, 1, value="cannot tell"))

    assert ["cannot tell"] == [found.value for found in stored(survey)]


def test_nobody_answers_for_somebody_else(
    survey: Survey, synthetic: Any, trial: dict[str, Any], another: Callable[[], Any]
) -> None:
    """Another participant's trial is not there, and another participant's UUID cannot be taken."""
    other = another()
    others_trial = other.begin()
    mine = sent(trial)
    store(survey, synthetic.token, mine)

    with pytest.raises(NotFound):
        store(survey, other.token, sent(trial))
    with pytest.raises(NotAllowed):
        store(survey, other.token, sent(others_trial, uuid=uuid_of(mine)))
    assert [uuid_of(mine)] == [found.uuid for found in stored(survey)]


def test_a_trial_nobody_was_given_cannot_be_answered(survey: Survey, synthetic: Any, trial: dict[str, Any]) -> None:
    """Knowing the id of a later trial is not enough: it has to be issued first."""
    with survey.database.reading() as transaction:
        later = transaction.scalars(select(Trial.public_id).where(Trial.place == 1)).one()

    with pytest.raises(NotAllowed):
        store(survey, synthetic.token, sent(trial | {"trial": later}))


def test_a_trial_ends_with_its_last_answer_and_listening_with_the_last_trial(
    survey: Survey, synthetic: Any, trial: dict[str, Any]
) -> None:
    """Finished is what has all its answers; only then comes the next trial, and at the end the comment."""
    n_trials = 0
    step = trial
    while step["step"] != "done":
        if step["step"] == "section":
            synthetic.post("continue", json={})
        else:
            for number in range(len(step["questions"])):
                assert step["trial"] == synthetic.get("trial").json()["trial"]
                store(survey, synthetic.token, sent(step, number))
            n_trials += 1
        step = synthetic.get("trial").json()
    with survey.database.reading() as transaction:
        state = transaction.scalars(select(ListeningSession.state)).one()
        n_finished = transaction.scalar(select(func.count()).where(Trial.finished_at.is_not(None)))

    assert (14, 14, "comment") == (n_trials, n_finished, state)


@pytest.mark.parametrize("changes", [{"value": "6"}, {"question": "quality"}])
def test_answers_to_a_trial_are_stored_all_or_none(
    survey: Survey, synthetic: Any, trial: dict[str, Any], changes: dict[str, str]
) -> None:
    """Where one of them is not allowed, or answers a question twice, none is stored, and nothing heard is kept."""
    good, bad = sent(trial, 0).answers[0], sent(trial, 1, **changes).answers[0]

    with pytest.raises(NotAllowed):
        store(survey, synthetic.token, sent(trial).model_copy(update={"answers": [good, bad]}))
    assert [] == stored(survey)
    assert 0 == synthetic.get("trial").json()["heard_s"]


def test_without_a_response_time_the_server_estimates_one(
    survey: Survey, synthetic: Any, trial: dict[str, Any]
) -> None:
    """A page that lost its clock in a reload still gets its answer stored, with the time since the sound could end."""
    with survey.database.writing() as transaction:
        issued_at = transaction.scalars(select(Trial.issued_at).where(Trial.place == 0)).one()
        assert issued_at is not None
        from datetime import timedelta

        transaction.execute(update(Trial).where(Trial.place == 0).values(issued_at=issued_at - timedelta(seconds=30)))
    store(survey, synthetic.token, sent(trial, response_time_s=None))

    assert pytest.approx(29.4, abs=5) == stored(survey)[0].response_time_s
