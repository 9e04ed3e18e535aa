"""The survey on both databases: in the test's own process, or behind gunicorn."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from flask import Flask

from study.folder import StudyFolder
from survey_app import create_app
from survey_app.database import Database, database_url
from survey_app.operations.listening_sessions import open_listening_session
from survey_app.operations.rehearsals import make_rehearsal_key
from survey_app.operations.study_states import begin_rehearsal, open_study
from survey_app.passwords import make_password
from survey_app.server import prepare
from survey_app.survey import Survey, survey_of
from survey_app.walker import Manner, Walk, Walker


@pytest.fixture
def empty_database(empty_study: StudyFolder) -> Iterator[Database]:
    """Give the small study's database without tables, on each backend."""
    yield from _opened(empty_study)


@pytest.fixture
def database(kept_study: StudyFolder) -> Iterator[Database]:
    """Give the small study's database with the tables that the migrations made, on each backend."""
    yield from _opened(kept_study)


def _opened(folder: StudyFolder) -> Iterator[Database]:
    database = Database(database_url(folder))
    yield database
    database.close()


@pytest.fixture(scope="session")
def made_password(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Make one password for all tests: argon2 takes its time."""
    folder = tmp_path_factory.mktemp("password")
    return make_password(folder), folder / "research.json"


@pytest.fixture
def password(small_study: StudyFolder, made_password: tuple[str, Path]) -> str:
    """Give the small study a password for its researcher; return it."""
    shutil.copy(made_password[1], small_study.path)
    return made_password[0]


@pytest.fixture
def app(small_study: StudyFolder, database: Database, password: str) -> Iterator[Flask]:
    """Give the small study's survey as an application that is live, on each backend."""
    app = create_app(small_study)
    make_live(database, survey_of(app).version_id)
    yield app
    survey_of(app).database.close()


def make_live(database: Database, version_id: int) -> None:
    """Go through the states up to live; what has to be true first is the matter of test_opening."""
    begin_rehearsal(database)
    open_study(database, version_id)


@pytest.fixture
def rehearsed_study(small_study: StudyFolder) -> StudyFolder:
    """Give the small study as somebody's first 'ascolto serve' leaves it: everybody may try it out."""
    prepare(small_study)
    database = Database(database_url(small_study))
    begin_rehearsal(database)
    database.close()
    return small_study


@pytest.fixture
def survey(app: Flask) -> Survey:
    """Give what the application serves."""
    return survey_of(app)


@pytest.fixture
def opened(survey: Survey) -> Callable[..., str]:
    """Give a function that opens one more listening session and returns its token."""

    def opened(key: str | None = None, form_uuid: str | None = None) -> str:
        return open_listening_session(
            survey.database,
            survey.material,
            survey.version_id,
            survey.secrets.secret_key,
            language="en",
            device_class="phone",
            rehearsal_key=key,
            form_uuid=form_uuid,
        )

    return opened


@pytest.fixture
def client(app: Flask) -> Iterator[httpx.Client]:
    """Give an HTTP client that talks to the application without a network."""
    with httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://survey") as client:
        yield client


@pytest.fixture
def rehearsal_key(survey: Survey) -> str:
    """Give a key for listening sessions that need not wait for the sound."""
    return make_rehearsal_key(survey.database, 1000)


@pytest.fixture
def new_walker(app: Flask, rehearsal_key: str) -> Callable[..., Walker]:
    """Give a function that makes a synthetic participant for the survey of this process."""

    def new_walker(answer: Callable[[str, dict[str, Any]], str] = first_answer, **manner: Any) -> Walker:
        transport = httpx.WSGITransport(app=app)
        return Walker(
            "http://survey", answer, manner=Manner(**manner), rehearsal_key=rehearsal_key, transport=transport
        )

    return new_walker


@pytest.fixture
def walk(new_walker: Callable[..., Walker]) -> Callable[..., Walk]:
    """Give a function that lets a synthetic participant take the survey of this process."""
    return lambda *answer, **manner: new_walker(*answer, **manner).take()


def first_answer(_stimulus: str, question: dict[str, Any]) -> str:
    """Answer with the lowest rating or the first class."""
    return "1" if question["kind"] == "rating" else str(question["options"][0]["value"])


ANSWER_FIELDS = ("uuid", "question", "value", "response_time_s")


class Participant:
    """A live participant who is driven by hand, up to the first trial."""

    def __init__(self, client: httpx.Client, language: str = "en", key: str | None = None) -> None:
        self.client = client
        headers = {"X-Rehearsal-Key": key} if key else {}
        reply = client.post("/consent", data={"language": language, "agree": "yes"}, headers=headers)
        assert reply.status_code == 303, reply.text
        self.address = reply.headers["location"]
        self.token = self.address.split("/")[2]

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Get a page of one's own."""
        return self.client.get(self.address + path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        """Post to an address of one's own."""
        return self.client.post(self.address + path, **options)

    def begin(self) -> dict[str, Any]:
        """Go on to the first trial; return it."""
        self.post("profile", data={"device": "headphones"})
        self.post("sound-check", data={"heard": "yes"})
        self.post("continue", json={})
        return dict(self.get("trial").json())

    def answer(self, step: dict[str, Any], number: int | None = 0, **changes: Any) -> httpx.Response:
        """Answer one question of a trial, or all, having heard the sound; `changes` replace fields anywhere."""
        questions = step["questions"] if number is None else [step["questions"][number]]
        of_answers = {name: changes.pop(name) for name in ANSWER_FIELDS if name in changes}
        answers = [
            {"uuid": uuid4().hex, "question": one["id"], "value": first_answer("", one), "response_time_s": 1.5}
            | of_answers
            for one in questions
        ]
        body = {"trial": step["trial"], "n_plays": 1, "heard": [[0, step["duration_s"]]], "answers": answers}
        return self.post("answers", content=json.dumps(body | changes))


@pytest.fixture
def participant(client: httpx.Client) -> Participant:
    """Give a live participant who has agreed."""
    return Participant(client)


@pytest.fixture
def new_participant(client: httpx.Client) -> Callable[[], Participant]:
    """Give a function that brings one more person, of the run that the state of the study says."""
    return lambda: Participant(client)


@pytest.fixture
def synthetic(client: httpx.Client, rehearsal_key: str) -> Participant:
    """Give a participant of a rehearsal, who need not wait for sounds."""
    return Participant(client, key=rehearsal_key)


@pytest.fixture
def another(client: httpx.Client, rehearsal_key: str) -> Callable[[], Participant]:
    """Give a function that brings one more participant of the rehearsal."""
    return lambda: Participant(client, key=rehearsal_key)
