"""Whatever order things happen in: starts, plays, answers, resends, reloads, withdrawals, exports and crashes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from study.tables import read_ratings
from survey_app import create_app
from survey_app.export import export_from
from survey_app.models import Answer, AuditEntry, CheckResult, ListeningSession, Participant, RehearsalKey, Trial
from survey_app.operations.rehearsals import make_rehearsal_key
from survey_app.order import plan_slot
from survey_app.survey import Survey, survey_of
from survey_app.tokens import hash_of, withdrawal_code

PAGES = ("", "profile", "sound-check", "listen", "comment", "debrief")


class OneParticipant:
    """What a participant has done, as they know it themselves."""

    def __init__(self, address: str, slot: int) -> None:
        self.address, self.slot = address, slot
        self.answers: dict[str, str] = {}
        """Values of the answers that were confirmed, by UUID."""
        self.sent: list[dict[str, Any]] = []
        """Bodies that were confirmed."""
        self.trials: list[str] = []
        """Ids of the trials that were given, in order."""

    @property
    def token(self) -> str:
        """The token in the address."""
        return self.address.split("/")[2]


class EveryOrderOfEvents(RuleBasedStateMachine):
    """Drives the survey at random, and knows what must be stored."""

    def __init__(self, app: Flask, out: Path) -> None:
        super().__init__()
        self.out = out
        self.open(app)
        self.key = make_rehearsal_key(self.survey.database, 10_000)
        self.known: list[OneParticipant] = []

    def open(self, app: Flask) -> None:
        """Talk to this application from now on."""
        self.survey: Survey = survey_of(app)
        self.client = httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://survey")

    people = Bundle("people")

    @rule(target=people)
    def start(self) -> OneParticipant:
        """Somebody agrees and goes on to the sounds."""
        held = {one.slot for one in self.known}
        slot = next(slot for slot in range(len(held) + 1) if slot not in held)
        reply = self.client.post(
            "/consent", data={"language": "it", "agree": "yes"}, headers={"X-Rehearsal-Key": self.key}
        )
        assert 303 == reply.status_code
        person = OneParticipant(reply.headers["location"], slot)
        self.known.append(person)
        for page, form in (("profile", {"device": "other"}), ("sound-check", {"heard": "yes"})):
            assert 303 == self.client.post(person.address + page, data=form).status_code
        return person

    def now(self, person: OneParticipant) -> dict[str, Any]:
        """Ask what comes now, reading introductions."""
        step = dict(self.client.get(person.address + "trial").json())
        if step["step"] == "section":
            self.client.post(person.address + "continue", json={})
            step = dict(self.client.get(person.address + "trial").json())
        self.given(person, step)
        return step

    def given(self, person: OneParticipant, step: dict[str, Any] | None) -> None:
        """Note a trial that somebody was given."""
        if step and step["step"] == "trial" and step["trial"] not in person.trials:
            person.trials.append(step["trial"])

    @rule(
        person=people,
        n=st.integers(1, 9),
        hears=st.sampled_from(["all", "all", "all", "half", "nothing"]),
        at_once=st.booleans(),
    )
    def answer(self, person: OneParticipant, n: int, hears: str, at_once: bool) -> None:
        """Answer the next `n` trials as the page does, or one question of each, having heard all, half or nothing."""
        for _ in range(n):
            step = self.now(person)
            if step["step"] != "trial":
                return
            left = [one for one in step["questions"] if one["answer"] is None]
            share = {"all": 1.0, "half": 0.5, "nothing": 0.0}[hears]
            answers = [
                {
                    "uuid": uuid4().hex,
                    "question": question["id"],
                    "value": "2" if question["kind"] == "rating" else question["options"][-1]["value"],
                }
                for question in left[: None if at_once else 1]
            ]
            body = {
                "trial": step["trial"],
                "heard": [[0, step["duration_s"] * share]],
                "n_plays": 1,
                "answers": answers,
            }
            reply = self.client.post(person.address + "answers", json=body)
            heard = share == 1.0 or step["heard_s"] > 0.35
            assert (200 if heard else 409) == reply.status_code, reply.text
            if heard:
                assert [one["uuid"] for one in answers] == reply.json()["stored"]
                self.given(person, reply.json()["next"])
                person.answers |= {one["uuid"]: one["value"] for one in answers}
                person.sent.append(body)

    @rule(person=people)
    def play(self, person: OneParticipant) -> None:
        """Listen without answering."""
        step = self.now(person)
        if step["step"] == "trial":
            facts = {"heard": [[0, step["duration_s"]]], "n_plays": 1}
            self.client.post(f"{person.address}trials/{step['trial']}/plays", json=facts)

    @rule(person=people, data=st.data())
    def resend(self, person: OneParticipant, data: st.DataObject) -> None:
        """Send answers again, or others to the same questions."""
        if not person.sent:
            return
        body = data.draw(st.sampled_from(person.sent))
        others = [one | {"uuid": uuid4().hex, "value": "1"} for one in body["answers"]]
        same = self.client.post(person.address + "answers", json=body)
        other = self.client.post(person.address + "answers", json=body | {"answers": others})
        self.given(person, same.json()["next"])

        assert (200, [one["uuid"] for one in body["answers"]]) == (same.status_code, same.json()["stored"])
        assert (409, body["answers"][0]["uuid"]) == (other.status_code, other.json()["stored"])

    @rule(person=people, page=st.sampled_from(PAGES))
    def reload(self, person: OneParticipant, page: str) -> None:
        """Open any page, as after a reload, with the back button, or from a bookmark."""
        assert 200 == self.client.get(person.address + page, follow_redirects=True).status_code

    @rule(person=people, other=people)
    def meddle(self, person: OneParticipant, other: OneParticipant) -> None:
        """Send an answer for somebody else's trial."""
        if person is not other and other.sent:
            body = other.sent[0]
            body = body | {"answers": [one | {"uuid": uuid4().hex} for one in body["answers"]]}
            assert 404 == self.client.post(person.address + "answers", json=body).status_code

    @rule(person=people)
    def finish(self, person: OneParticipant) -> None:
        """Try to finish; it works only when everything is answered."""
        is_done = self.now(person)["step"] == "done"
        reply = self.client.post(person.address + "comment", data={"comment": "!"}, follow_redirects=True)

        assert is_done == (withdrawal_code(person.token) in reply.text)

    @rule(person=consumes(people))
    def withdraw(self, person: OneParticipant) -> None:
        """Withdraw: from then on the participant never was."""
        reply = self.client.post("/withdraw", data={"code": withdrawal_code(person.token)})
        self.known.remove(person)

        assert 303 == reply.status_code
        assert 404 == self.client.get(person.address + "trial").status_code

    @rule()
    def export(self) -> None:
        """Export: one row per confirmed answer, with its value."""
        rows = read_ratings(export_from(self.survey.database, self.out, "rehearsal").ratings)

        assert sorted(self.confirmed().values()) == sorted(row.value for row in rows)

    @rule()
    def crash(self) -> None:
        """Lose the process with all it had in memory, and start another one."""
        self.survey.database.close()
        self.open(create_app(self.survey.material.folder))

    def confirmed(self) -> dict[str, str]:
        """Return the values of all confirmed answers of those who have not withdrawn."""
        return {uuid: value for person in self.known for uuid, value in person.answers.items()}

    @invariant()
    def exactly_what_was_confirmed_is_stored(self) -> None:
        """Nothing lost, nothing doubled, nothing stored that was refused."""
        with self.survey.database.reading() as transaction:
            stored = transaction.execute(select(Answer.uuid, Answer.value)).all()

        assert self.confirmed() == {row.uuid: row.value for row in stored}
        assert len(stored) == len(self.confirmed())

    @invariant()
    def everybody_keeps_slot_and_order(self) -> None:
        """Trials come in the order of the slot's plan, whatever happened in between."""
        with self.survey.database.reading() as transaction:
            for person in self.known:
                rows = transaction.execute(
                    select(ListeningSession.slot, Trial.public_id, Trial.stimulus)
                    .join(Trial)
                    .where(ListeningSession.token_hash == hash_of(person.token))
                    .order_by(Trial.place)
                ).all()
                plan = plan_slot(self.survey.material, person.slot)
                assert [one.stimulus for one in plan] == [row.stimulus for row in rows]
                assert {person.slot} == {row.slot for row in rows}
                assert person.trials == [row.public_id for row in rows[: len(person.trials)]]

    def teardown(self) -> None:
        """Leave nothing for the next run."""
        with self.survey.database.writing() as transaction:
            for table in (CheckResult, Participant, RehearsalKey, AuditEntry):
                transaction.execute(delete(table))
        self.survey.database.close()
        self.client.close()


@pytest.mark.parametrize(("n_runs", "n_steps"), [pytest.param(6, 20), pytest.param(200, 50, marks=pytest.mark.slow)])
def test_invariants_hold_in_every_order_of_events(
    small_study: Any, database: Any, password: str, tmp_path: Path, n_runs: int, n_steps: int
) -> None:
    """After every step: what was confirmed is stored exactly once, and everybody has their slot and order."""
    make: Callable[[], EveryOrderOfEvents] = lambda: EveryOrderOfEvents(create_app(small_study), tmp_path)  # noqa: E731
    run_state_machine_as_test(
        make,
        settings=settings(
            max_examples=n_runs,
            stateful_step_count=n_steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
