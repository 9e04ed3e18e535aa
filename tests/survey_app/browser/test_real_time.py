"""A whole session in a real browser, as long as a person takes: it tells whether the promised minutes are honest.

Measured are the sounds as the browser plays them, the words that are seen, the number of trials and the time the
pages take. Assumed are the reading speed, and the seconds for answers as `study.minutes` has them: whether people
answer so fast, a pilot tells.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ascolto.new import make_study
from study.folder import StudyFolder
from study.minutes import (
    SECONDS_PER_CHOICE,
    SECONDS_PER_CLASS,
    SECONDS_PER_RATING,
    SECONDS_PER_TRIAL,
    minutes_of,
    promised_minutes,
    reading_s,
    seconds_by_page,
)
from survey_app.database import Database, database_url
from survey_app.material import read_material
from survey_app.operations.study_states import begin_rehearsal
from survey_app.server import running_server
from survey_app.walker import PLAYED_AGAIN_EVERY

pytestmark = pytest.mark.slow


class Reader:
    """Somebody who reads what is shown and takes time to answer.

    Parameters
    ----------
    person : Person
        Whose window it is.
    """

    def __init__(self, person) -> None:
        self.person, self.page, self.n_trials, self.last = person, person.page, 0, ""
        self.levels: list[float] = []
        self.took_s: defaultdict[str, float] = defaultdict(float)
        """Seconds spent on each page, by its name in `study.minutes`."""

    def read(self, selector: str = "main") -> None:
        """Read the words that are seen."""
        self.stay(reading_s(len(self.page.locator(selector).inner_text().split())))

    def stay(self, seconds: float) -> None:
        """Do nothing for so long."""
        self.page.wait_for_timeout(1000 * seconds)

    @contextmanager
    def lasting(self, seconds: float) -> Iterator[None]:
        """Take so long for what is done in the block, if it does not take longer."""
        deadline = time.monotonic() + seconds
        yield
        self.stay(max(0.0, deadline - time.monotonic()))

    def play(self, until: str, root: str = "main") -> None:
        """Start a sound, note its level, and hear it to its end."""
        self.person.press(f"{root} .play")
        levels = []
        for _ in range(8):
            self.stay(0.1)
            levels.append(self.page.evaluate("levelNow()"))
        self.levels.append(max(levels))
        self.page.wait_for_selector(f"{root} .player[data-state=ready]")
        self.page.wait_for_selector(until)

    def take(self) -> None:
        """Take the page that is shown, whichever it is, and note how long that was."""
        page, began = self.page.url.rsplit("/", 1)[-1] or "consent", time.monotonic()
        is_new, self.last = page != self.last, page
        self.stay_on(page, is_new)
        self.took_s[page] += time.monotonic() - began

    def stay_on(self, page: str, is_new: bool) -> None:
        """Read, listen, answer, as the page asks; `is_new` where it is not the same page once more."""
        match page:
            case "consent":
                self.read()
                self.leave("main button[name=agree]")
            case "profile":
                self.read()
                with self.lasting(SECONDS_PER_CHOICE * self.page.locator("fieldset").count()):
                    self.person.tell_about_myself()
            case "sound-check":
                self.read()
                self.play("#can-you-hear:not([hidden])")
                self.stay(SECONDS_PER_CHOICE)
                self.leave("button[value=yes]")
            case "headphones" | "bass":
                if is_new:  # nobody reads the same six times
                    self.read()
                self.play(".three button:enabled")
                self.stay(SECONDS_PER_CHOICE)
                self.leave(".three button >> nth=0")
            case "listen":
                self.listen()
            case "comment":
                self.read()
                self.person.finish()
            case "debrief":
                self.read()

    def leave(self, button: str) -> None:
        """Press a button that leads to another page."""
        with self.page.expect_navigation():
            self.person.press(button)

    def listen(self) -> None:
        """Take introductions and trials until they are over."""
        while True:
            self.page.wait_for_selector(".intro, .trial, textarea")
            if self.page.locator("textarea").count():
                return
            if self.page.locator(".intro").count():
                self.read(".intro")
                self.person.press(".intro button.go")
                self.page.wait_for_selector(".trial")
                continue
            self.play(".trial:not(.locked)", ".deck")
            if self.n_trials % PLAYED_AGAIN_EVERY == 0:
                self.play(".deck", ".deck")
            self.n_trials += 1
            classes = self.page.locator(".trial fieldset.class").count()
            ratings = self.page.locator(".trial fieldset.rating").count()
            with self.lasting(classes * SECONDS_PER_CLASS + ratings * SECONDS_PER_RATING):
                self.person.choose()
            with self.lasting(SECONDS_PER_TRIAL):
                self.person.go_on()


def test_a_whole_session_takes_the_minutes_that_are_promised(new_person, tmp_path: Path) -> None:
    """Every page is read and every sound heard at the speed of life: within ten percent of the promise."""
    make_study(tmp_path / "ready", example="ready")
    folder = StudyFolder(tmp_path / "ready")
    material = read_material(folder)
    expected = minutes_of(folder, material.durations_s())
    promised_s = 60 * promised_minutes(expected)
    with running_server(folder) as server:
        database = Database(database_url(folder))
        begin_rehearsal(database)
        database.close()
        person = new_person(at=server.url)
        reader = Reader(person)
        began = time.monotonic()
        person.page.goto(person.base_url)
        while "debrief" not in reader.took_s:
            reader.take()
        took_s = time.monotonic() - began

    expected_s = seconds_by_page(material.study, material.durations_s(), consents=material.consents.values())
    for page, seconds in reader.took_s.items():
        print(f"{page}: expected {expected_s.get(page, 0):.0f} s, took {seconds:.0f} s")
    print(f"promised {promised_s / 60:g} minutes ({expected:.1f}), took {took_s / 60:.1f}, {reader.n_trials} trials")
    assert 0.9 < took_s / promised_s < 1.1
    assert min(reader.levels) > 0.0
