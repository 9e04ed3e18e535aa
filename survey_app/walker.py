"""A walker takes the survey as a participant does: page by page, over HTTP, with nothing but what the pages give.

It knows a stimulus only by the SHA-256 of the sound it downloaded; whoever lets it walk says
what it answers.
"""

import hashlib
import re
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urljoin
from uuid import uuid4

import httpx

from study.minutes import SECONDS_PER_CHOICE, SECONDS_PER_SECTION, SECONDS_PER_TRIAL, WORDS_PER_MINUTE
from survey_app.errors import SurveyError
from survey_app.forms import Form, forms_of, words_of
from survey_app.sound_length import duration_s

Answer = Callable[[str, dict[str, Any]], str]
"""What to answer to a question (as the trial's JSON describes it) about the sound with this SHA-256."""

Activity = Literal["listening", "reading", "choosing"]

UNAVAILABLE = 503
PLAYED_AGAIN_EVERY = 5
"""Every fifth sound is played again (see `study.minutes`)."""
PAUSE_S = 0.1

_WITHDRAWAL_CODE = re.compile(r"\b[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}\b")
_SOUND_URL = re.compile(r'data-sound-url="([^"]+)"')


def first_choice(_question: str, values: Sequence[str]) -> str:
    """Answer a profile question with the first value on the page."""
    return values[0]


@dataclass(frozen=True)
class Pace:
    """How long a walker stays on pages, in real time.

    Parameters
    ----------
    words_per_minute : float
        How fast pages are read.
    choice_s : float
        Seconds for each choice that is no answer to a trial.
    introduction_s : float
        Seconds for the page before a section, to which come the words about its classes.
    start_s : float
        Seconds for starting the sound of a trial and for going on.
    """

    words_per_minute: float = WORDS_PER_MINUTE
    choice_s: float = SECONDS_PER_CHOICE
    introduction_s: float = SECONDS_PER_SECTION
    start_s: float = SECONDS_PER_TRIAL


@dataclass(frozen=True)
class Manner:
    """How a walker goes about it.

    Parameters
    ----------
    language : str
        Language of the pages.
    leaves_after : int or None
        Close the page after so many trials, practice among them; None stays to the end.
    listens_in_real_time : bool
        Wait for each sound to end, as live listening sessions require.
    pace : Pace or None
        Read, choose and answer in real time as well; None takes no time for that.
    share_heard : float
        Share of each sound that is heard; below 1 the server refuses the answers.
    response_time_s : callable (str, dict) -> float
        Seconds that a question is said to have taken; the questions of a trial are answered one after the other.
    sends_twice : bool
        Send the answers to every trial a second time.
    comment : str
        What to type at the end.
    patience_s : float
        How long to send a request again when there is no reply, or a reply that the survey
        cannot be reached; the same bytes each time, as the page's outbox does.
    timeout_s : float
        When to give a request up.
    """

    language: str = "en"
    leaves_after: int | None = None
    listens_in_real_time: bool = False
    pace: Pace | None = None
    share_heard: float = 1.0
    response_time_s: Callable[[str, dict[str, Any]], float] = lambda _stimulus, _question: 2.0
    sends_twice: bool = False
    comment: str = ""
    patience_s: float = 0.0
    timeout_s: float = 30.0


@dataclass
class Walk:
    """What came of a walk."""

    is_completed: bool = False
    is_screened_out: bool = False
    n_trials: int = 0
    stored: dict[str, str] = field(default_factory=dict)
    """Values of the answers that the server confirmed, by their UUID."""
    withdrawal_code: str | None = None
    address: str = ""
    """Where the participant could go on."""
    stayed_s: defaultdict[Activity, float] = field(default_factory=lambda: defaultdict(float))
    """Seconds spent in real time."""

    @property
    def token(self) -> str:
        """The participant's token."""
        return self.address.rstrip("/").rsplit("/", 1)[-1]


class Walker:
    """One participant.

    Parameters
    ----------
    url : str
        Base URL of the survey.
    answer : callable (str, dict) -> str
        What to answer; see :data:`Answer`.
    profile : callable (str, sequence of str) -> str
        Which value of a profile question to choose; "" is "prefer not to say".
    manner : Manner
        How to go about it.
    rehearsal_key : str or None
        Makes the listening session simulated; without it the walker is a live participant.
    transport : httpx.BaseTransport or None
        Another way to the survey than the network.
    headphones : callable (bytes) -> str
        Which of the three intervals of a WAV file to choose in the headphone check.
    bass : callable (bytes) -> str
        How many low tones of a WAV file to count in the bass check.
    """

    def __init__(
        self,
        url: str,
        answer: Answer,
        profile: Callable[[str, Sequence[str]], str] = first_choice,
        manner: Manner | None = None,
        rehearsal_key: str | None = None,
        transport: httpx.BaseTransport | None = None,
        headphones: Callable[[bytes], str] = lambda _wav: "1",
        bass: Callable[[bytes], str] = lambda _wav: "0",
    ) -> None:
        self.answer, self.profile, self.manner = answer, profile, manner or Manner()
        self.headers = {"X-Rehearsal-Key": rehearsal_key} if rehearsal_key else {}
        self.client = httpx.Client(
            base_url=url, follow_redirects=True, timeout=self.manner.timeout_s, transport=transport
        )
        self.headphones, self.bass = headphones, bass
        self.walk = Walk()

    def take(self) -> Walk:
        """Walk from the consent page to the debrief, or until the manner says to leave.

        Raises
        ------
        SurveyError
            The survey answered something a participant could not go on from.
        """
        with closing(self.client):
            if not self.walk.address:
                self.agree()
            self._fill_profile()
            self._fill_questionnaires()
            self._check_sound()
            self._check_headphones()
            self._check_bass()
            if self._listen():
                self._comment()
        return self.walk

    def agree(self) -> None:
        """Give consent, which takes a slot; :meth:`take` does this too, unless it was done before."""
        url = f"/?lang={self.manner.language}"
        page = self._send(lambda: self.client.get(url, headers=self.headers))
        self._read(page)
        form = _only_form(page)
        agreed = form.hidden | {"agree": form.choices["agree"][0]}
        reply = self._post(str(page.url.join(form.action)), data=agreed, headers=self.headers)
        self.walk.address = str(reply.url).rsplit("/", 1)[0] + "/"

    def _fill_profile(self) -> None:
        page = self._get("")
        if page.url.path.endswith("/profile"):
            self._read(page)
            form = _only_form(page)
            self._choose(len(form.choices))
            chosen = {name: self.profile(name, values) for name, values in form.choices.items() if any(values)}
            self._post(str(page.url), data=form.hidden | chosen)

    def _fill_questionnaires(self) -> None:
        page = self._get("")
        while page.url.path.endswith("/questionnaire"):
            self._read(page)
            form = next(form for form in forms_of(page.text) if "number" in form.hidden)
            self._choose(len(form.choices))
            chosen = {name: self.profile(name, values) for name, values in form.choices.items() if any(values)}
            page = self._post(str(page.url), data=form.hidden | chosen)

    def _check_sound(self) -> None:
        page = self._get("")
        if self._is_screened_out(page):
            return
        self._read(page)
        self._hear_check(page)
        self._choose(1)
        form = next(form for form in forms_of(page.text) if "heard" in form.choices)
        self._post(str(page.url), data=form.hidden | {"heard": form.choices["heard"][0]})

    def _hear_check(self, page: httpx.Response) -> bytes:
        """Download and hear the sound of a page that checks the equipment."""
        address = _SOUND_URL.search(page.text)
        if address is None:
            raise SurveyError(str(page.url), "the page plays no sound")
        sound = self._get(urljoin(str(page.url), address.group(1))).content
        self._hear(sound)
        return sound

    def _check_headphones(self) -> None:
        page = self._get("")
        if page.url.path.endswith("/headphones"):
            self._read(page)
        while page.url.path.endswith("/headphones"):
            sound = self._hear_check(page)
            self._choose(1)
            form = next(form for form in forms_of(page.text) if "place" in form.choices)
            page = self._post(str(page.url), data=form.hidden | {"place": self.headphones(sound)})
        self._is_screened_out(page)

    def _check_bass(self) -> None:
        page = self._get("")
        while page.url.path.endswith("/bass"):
            self._read(page)
            sound = self._hear_check(page)
            self._choose(1)
            form = next(form for form in forms_of(page.text) if "count" in form.choices)
            page = self._post(str(page.url), data=form.hidden | {"count": self.bass(sound)})
        self._is_screened_out(page)

    def _is_screened_out(self, page: httpx.Response) -> bool:
        self.walk.is_screened_out = page.url.path.endswith("/thanks")
        return self.walk.is_screened_out

    def _listen(self) -> bool:
        """Take all trials; say whether the walker stayed to the end."""
        if self.walk.is_screened_out:
            return False
        self._get("")
        step = None
        while True:
            step = step or self._get("trial").json()
            if step["step"] == "done":
                return True
            if step["step"] == "section":
                self._read_introduction(step["section"])
                step = self._post(self._at("continue"), json={}).json()["next"]
                continue
            if self.walk.n_trials == self.manner.leaves_after:
                return False
            step = self._take_trial(step)
            self.walk.n_trials += 1

    def _take_trial(self, step: dict[str, Any]) -> Any:
        """Hear and answer a trial; return what the server says comes next."""
        sound = self._get(step["sound_url"]).content
        stimulus = hashlib.sha256(sound).hexdigest()
        if self.manner.pace:
            is_again = self.walk.n_trials % PLAYED_AGAIN_EVERY == 0
            self._stay("choosing", self.manner.pace.start_s)
            self._stay("listening", step["duration_s"] * (1 + is_again))
        elif self.manner.listens_in_real_time:
            self._stay("listening", step["duration_s"])
        sent = {
            "trial": step["trial"],
            "n_plays": 1,
            "heard": [[0.0, step["duration_s"] * self.manner.share_heard]],
            "answers": self._answers(stimulus, step["questions"]),
        }
        for _ in range(2 if self.manner.sends_twice else 1):
            reply = self._post(self._at("answers"), json=sent).json()
        given = {answer["uuid"]: answer["value"] for answer in sent["answers"]}
        if reply["stored"] != list(given):
            raise SurveyError("POST …/answers", f"stored {reply['stored']}, sent {list(given)}")
        self.walk.stored |= given
        return reply["next"]

    def _answers(self, stimulus: str, questions: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Answer the questions of a trial, one after the other."""
        answers, elapsed_s = [], 0.0
        for question in questions:
            took_s = self.manner.response_time_s(stimulus, question)
            elapsed_s += took_s
            if self.manner.pace:
                self._stay("choosing", took_s)
            answers.append(
                {
                    "uuid": uuid4().hex,
                    "question": question["id"],
                    "value": self.answer(stimulus, question),
                    "response_time_s": elapsed_s,
                }
            )
        return answers

    def _comment(self) -> None:
        page = self._get("")
        self._read(page)
        form = _only_form(page)
        end = self._post(str(page.url), data=form.hidden | {form.texts[0]: self.manner.comment})
        self._read(end)
        code = _WITHDRAWAL_CODE.search(end.text)
        self.walk.is_completed = end.url.path.endswith("/debrief") and code is not None
        self.walk.withdrawal_code = code.group() if code else None

    def _read(self, page: httpx.Response) -> None:
        self._read_words(len(words_of(page.text)))

    def _read_introduction(self, section: dict[str, Any]) -> None:
        if self.manner.pace:
            self._stay("reading", self.manner.pace.introduction_s)
        self._read_words(sum(len(f"{one['label']} {one['definition']}".split()) for one in section["classes"]))

    def _read_words(self, n_words: int) -> None:
        if self.manner.pace:
            self._stay("reading", 60 * n_words / self.manner.pace.words_per_minute)

    def _hear(self, sound: bytes) -> None:
        if self.manner.pace:
            self._stay("listening", duration_s(sound))

    def _choose(self, n_choices: int) -> None:
        if self.manner.pace:
            self._stay("choosing", n_choices * self.manner.pace.choice_s)

    def _stay(self, activity: Activity, seconds: float) -> None:
        time.sleep(seconds)
        self.walk.stayed_s[activity] += seconds

    def _at(self, path: str) -> str:
        return self.walk.address + path

    def _get(self, path: str) -> httpx.Response:
        url = path if path.startswith(("/", "http")) else self._at(path)
        return self._send(lambda: self.client.get(url))

    def _post(self, url: str, **body: Any) -> httpx.Response:
        return self._send(lambda: self.client.post(url, **body))

    def _send(self, send: Callable[[], httpx.Response]) -> httpx.Response:
        """Send until there is a reply of substance, or patience ends."""
        deadline = time.monotonic() + self.manner.patience_s
        while True:
            try:
                reply = send()
            except httpx.TransportError:
                if time.monotonic() > deadline:
                    raise
            else:
                if reply.status_code != UNAVAILABLE or time.monotonic() > deadline:
                    return _good(reply)
            time.sleep(PAUSE_S)


def _good(reply: httpx.Response) -> httpx.Response:
    if reply.is_success:
        return reply
    # the address holds a token, so only its last part is shown
    where = f"{reply.request.method} …/{reply.url.path.rsplit('/', 1)[-1]}"
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", reply.text, re.DOTALL)
    said = heading.group(1).strip() if heading else reply.text[:200].strip()
    raise SurveyError(where, f"the survey answered {reply.status_code}: {said}")


def _only_form(page: httpx.Response) -> Form:
    return next(form for form in forms_of(page.text) if form.choices or form.texts)
