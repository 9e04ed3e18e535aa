"""A real Chromium, and a person in front of it."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from study.folder import StudyFolder
from survey_app.database import Database, database_url
from survey_app.models import ListeningSession, Trial
from survey_app.tokens import hash_of

PATIENCE_MS = 10_000

# Phones in a local network see a survey on plain HTTP under a name that is not loopback. Browsers give such a page less
# (no crypto.randomUUID, no service worker, no AudioWorklet), so that is where all tests run.
HOST = "survey.test"

FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
)

# What reaches the loudspeaker is measured in front of it, whatever the page does.
LISTEN_IN = """
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (target, ...rest) {
  if (target instanceof AudioDestinationNode) {
    window.analyser ??= new AnalyserNode(this.context);
    connect.call(this, window.analyser);
  }
  return connect.call(this, target, ...rest);
};
window.levelNow = () => {
  if (!window.analyser) return 0;
  const y = new Float32Array(window.analyser.fftSize);
  window.analyser.getFloatTimeDomainData(y);
  return Math.hypot(...y) / Math.sqrt(y.length);
};
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder."""
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Start Playwright."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Start the Chromium of this machine, else Playwright's own."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    path = os.environ.get("CHROMIUM") or next(filter(None, found), None)
    started = playwright.chromium.launch(executable_path=path, args=FLAGS)
    yield started
    started.close()


@dataclass
class Person:
    """Somebody who takes the survey in a window of their own; remembers what was chosen."""

    base_url: str
    server_url: str
    """The same on loopback, for requests that no browser makes."""
    context: BrowserContext
    page: Page
    language: str
    has_touch: bool
    complaints: list[str] = field(default_factory=list)
    """What scripts, the console and the network had to say."""
    may_fail_to_load: bool = False
    """A test that cuts the network off expects the console to say so."""
    chosen: list[tuple[str, str]] = field(default_factory=list)
    """Question and value, in the order of the answers."""

    @property
    def token(self) -> str:
        """The token in the address."""
        found = re.search(r"/s/([^/]+)/", self.page.url)
        assert found, self.page.url
        return found[1]

    @property
    def trial(self) -> Locator:
        """The trial that is shown."""
        return self.page.locator(".trial")

    @property
    def heading(self) -> str:
        """The heading that is shown."""
        return self.page.locator("h1").inner_text()

    def agree(self) -> None:
        """Read the first page and begin."""
        self.page.goto(self.base_url)
        self.press("main button[name=agree]")
        self.page.wait_for_url("**/profile")

    def tell_about_myself(self, next_page: str = "sound-check") -> None:
        """Answer the profile: the first option each time."""
        for question in self.page.locator("fieldset").all():
            self.press(question.locator("label").first)
        self.press("main button.go")
        self.page.wait_for_url(f"**/{next_page}")

    def check_sound(self) -> None:
        """Play the sound and say that it is heard."""
        self.press(".play")
        self.press("button[value=yes]")
        self.page.wait_for_url("**/listen")
        self.page.wait_for_selector(".intro")

    def begin_listening(self) -> None:
        """Go to the first trial; the forms before it are sent without looking at their pages, which saves seconds."""
        with httpx.Client(base_url=self.server_url, follow_redirects=True) as client:
            form = {"language": self.language[:2], "agree": "yes"}
            path = client.post("/consent", data=form).url.path.removesuffix("profile")
            client.post(f"{path}profile", data={})
            client.post(f"{path}sound-check", data={"heard": "yes"})
        self.page.goto(f"{self.base_url}{path}listen")
        self.press(".intro button.go")
        self.page.wait_for_selector(".trial")

    def listen(self) -> None:
        """Hear the sound to its end."""
        self.press(".play")
        self.page.wait_for_selector(".trial:not(.locked)")

    def choose(self) -> None:
        """Answer each question of the trial, another option each time."""
        for question in self.trial.locator("fieldset").all():
            options = question.locator("input[type=radio]")
            option = options.nth(len(self.chosen) % options.count())
            self.press(question.locator("label.option").nth(len(self.chosen) % options.count()))
            self.chosen.append((str(option.get_attribute("name")), str(option.get_attribute("value"))))

    def go_on(self) -> None:
        """Press Next, and wait for what comes."""
        before = self.heading
        self.press(".trial button.go")
        self.page.wait_for_function("before => document.querySelector('h1')?.textContent !== before", arg=before)

    def take_all_trials(self, each_step: Callable[[], None] = lambda: None) -> None:
        """Take whatever the listening page shows until it is over; `each_step` looks at it."""
        while True:
            self.page.wait_for_selector(".intro, .trial, textarea")
            if self.page.locator("textarea").count():
                return
            each_step()
            if self.page.locator(".intro").count():
                self.press(".intro button.go")
                self.page.wait_for_selector(".trial")
            else:
                self.listen()
                self.choose()
                self.go_on()

    def finish(self) -> None:
        """Leave no comment."""
        self.press("main button.go")
        self.page.wait_for_url("**/debrief")

    def press(self, what: str | Locator) -> None:
        """Click, or tap where the window has a touch screen."""
        target = self.page.locator(what) if isinstance(what, str) else what
        if self.has_touch:
            target.tap()
        else:
            target.click()


NewPerson = Callable[..., Person]
Heard = Callable[[str], list[Trial]]
Stored = Callable[[str], list[tuple[str, str]]]


@pytest.fixture
def heard(served_folder: StudyFolder) -> Iterator[Heard]:
    """Give a function that reads the trials of a token from the database, in the order in which they are heard."""
    database = Database(database_url(served_folder))

    def trials(token: str) -> list[Trial]:
        with database.reading() as transaction:
            found = select(Trial).join(Trial.listening_session).where(ListeningSession.token_hash == hash_of(token))
            return list(transaction.scalars(found.order_by(Trial.place).options(selectinload(Trial.answers))))

    yield trials
    database.close()


@pytest.fixture
def stored(heard: Heard) -> Stored:
    """Give a function that reads question and value of a token's answers from the database, in the order asked."""
    return lambda token: [(answer.question, answer.value) for trial in heard(token) for answer in trial.answers]


@pytest.fixture
def new_person(browser: Browser, served_study: str) -> Iterator[NewPerson]:
    """Give a function that opens a window; at the end nobody may have complained."""
    opened: list[Person] = []

    def new(
        *, width: int = 1280, language: str = "en", touch: bool = False, at: str = served_study, **settings: object
    ) -> Person:
        context = browser.new_context(
            viewport={"width": width, "height": 667 if touch else 800},
            locale=language,
            has_touch=touch,
            is_mobile=touch,
            reduced_motion="reduce",  # nobody waits for a page to glide
            **settings,  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(LISTEN_IN)
        person = Person(at.replace("127.0.0.1", HOST), at, context, context.new_page(), language, touch)
        watch(person, person.page)
        opened.append(person)
        return person

    expect.set_options(timeout=PATIENCE_MS)
    yield new
    for person in opened:
        person.context.close()
    assert [] == [
        complaint
        for person in opened
        for complaint in person.complaints
        if not (person.may_fail_to_load and "Failed to load resource" in complaint)
    ]


def watch(person: Person, page: Page) -> None:
    """Note errors of scripts and of the console, and every request to another place."""
    own = urlsplit(person.base_url).netloc
    page.on("pageerror", lambda error: person.complaints.append(f"script: {error}"))
    # Chromium says on every page of an insecure origin that it ignores this header; that is what we want there.
    page.on(
        "console",
        lambda message: (
            person.complaints.append(f"console: {message.text}")
            if message.type == "error" and "Cross-Origin-Opener-Policy" not in message.text
            else None
        ),
    )
    page.on(
        "request",
        lambda request: None if urlsplit(request.url).netloc == own else person.complaints.append(request.url),
    )
