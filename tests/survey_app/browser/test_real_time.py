"""A whole session in a real browser, as long as a person takes: it tells whether the promised minutes are honest.

Measured are the sounds as the browser plays them, the words that are seen, the number of trials and the time the
pages take. Assumed are the reading speed, and the seconds for answers as `study.minutes` has them: whether people
answer so fast, a pilot tells.
"""

import time
from math import ceil
from pathlib import Path

import pytest

from ascolto.new import make_study
from study.folder import StudyFolder
from study.minutes import (
    SECONDS_PER_CLASS,
    SECONDS_PER_PROFILE_QUESTION,
    SECONDS_PER_RATING,
    SECONDS_PER_TRIAL,
    expected_minutes,
)
from survey_app.database import Database, database_url
from survey_app.material import read_material
from survey_app.operations.study_states import begin_rehearsal
from survey_app.server import running_server
from survey_app.walker import PLAYED_AGAIN_EVERY, Pace

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

    def read(self, selector: str = "main") -> None:
        """Read the words that are seen."""
        self.stay(60 * len(self.page.locator(selector).inner_text().split()) / Pace().words_per_minute)

    def stay(self, seconds: float) -> None:
        """Do nothing for so long."""
        self.page.wait_for_timeout(1000 * seconds)

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
        """Take the page that is shown, whichever it is."""
        page = self.page.url.rsplit("/", 1)[-1]
        is_new, self.last = page != self.last, page
        match page:
            case "profile":
                self.stay(SECONDS_PER_PROFILE_QUESTION * self.page.locator("fieldset").count())
                self.person.tell_about_myself()
            case "sound-check":
                self.read()
                self.play("#can-you-hear:not([hidden])")
                self.stay(Pace().choice_s)
                self.leave("button[value=yes]")
            case "headphones" | "bass":
                if is_new:  # nobody reads the same six times
                    self.read()
                self.play(".three button:enabled")
                self.stay(Pace().choice_s)
                self.leave(".three button >> nth=0")
            case "listen":
                self.listen()
            case "comment":
                self.read()
                self.person.finish()

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
            self.stay(SECONDS_PER_TRIAL)
            self.play(".trial:not(.locked)", ".deck")
            if self.n_trials % PLAYED_AGAIN_EVERY == 0:
                self.play(".deck", ".deck")
            self.n_trials += 1
            classes = self.page.locator(".trial fieldset.class").count()
            ratings = self.page.locator(".trial fieldset.rating").count()
            self.stay(classes * SECONDS_PER_CLASS + ratings * SECONDS_PER_RATING)
            self.person.choose()
            self.person.go_on()


def test_a_whole_session_takes_the_minutes_that_are_promised(new_person, tmp_path: Path) -> None:
    """Every page is read and every sound heard at the speed of life: within ten percent of the promise."""
    make_study(tmp_path / "ready", example="ready")
    folder = StudyFolder(tmp_path / "ready")
    material = read_material(folder)
    expected = expected_minutes(material.study, material.durations_s(), material.questionnaires.values())
    promised_s = 60 * ceil(expected)
    with running_server(folder) as server:
        database = Database(database_url(folder))
        begin_rehearsal(database)
        database.close()
        person = new_person(at=server.url)
        reader = Reader(person)
        began = time.monotonic()
        person.page.goto(person.base_url)
        reader.read()
        reader.leave("main button[name=agree]")
        while not person.page.url.endswith("/debrief"):
            reader.take()
        reader.read()
        took_s = time.monotonic() - began

    print(f"promised {promised_s / 60:g} minutes ({expected:.1f}), took {took_s / 60:.1f}, {reader.n_trials} trials")
    assert 0.9 < took_s / promised_s < 1.1
    assert min(reader.levels) > 0.0
