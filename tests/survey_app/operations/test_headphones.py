import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from analysis.headphone_ears import chosen_interval
from study.folder import StudyFolder
from study.tables import ListenerRow, read_listeners
from survey_app.export import export_tables
from survey_app.models import CheckResult, ListeningSession
from survey_app.survey import Survey


@pytest.fixture(params=["antiphase"])
def check(request: pytest.FixtureRequest) -> str:
    """Give the kind of headphone check."""
    return str(request.param)


@pytest.fixture(params=[False])
def is_required(request: pytest.FixtureRequest) -> bool:
    """Say whether headphones are required."""
    return bool(request.param)


@pytest.fixture
def small_study(small_study: StudyFolder, check: str, is_required: bool) -> StudyFolder:
    """Give the small study with a headphone check, before anything reads it."""
    path = small_study.path / "study.toml"
    required = str(is_required).lower()
    keys = f'headphones = "{check}"\nheadphones_required = {required}'
    path.write_text(path.read_text(encoding="utf-8").replace('headphones = "none"', keys), encoding="utf-8")
    return StudyFolder(small_study.path)


def take_check(person: Any, check: Any, has_headphones: bool) -> None:
    """Take the six trials by ear."""
    for _ in range(6):
        page = person.get("headphones")
        assert 200 == page.status_code
        sound = person.client.get(re.search(r'data-sound-url="([^"]+)"', page.text).group(1))
        number = re.search(r'name="number" value="(\d)"', page.text).group(1)
        place = chosen_interval(sound.content, check, has_headphones)
        assert 303 == person.post("headphones", data={"number": number, "place": place}).status_code


def listener(folder: StudyFolder, out: Path) -> ListenerRow:
    """Return the row of the only listener."""
    (found,) = read_listeners(export_tables(folder, out, "rehearsal").listeners)
    return found


def reach(person: Any) -> None:
    """Go on to the headphone check."""
    person.post("profile", data={})
    person.post("sound-check", data={"heard": "yes"})
    assert person.get("").headers["location"].endswith("/headphones")


@pytest.mark.parametrize("check", ["antiphase", "huggins"], indirect=True)
@pytest.mark.parametrize(("has_headphones", "score"), [(True, 6), (False, 2)])
def test_ears_decide_the_score(
    survey: Survey,
    synthetic: Any,
    small_study: StudyFolder,
    tmp_path: Path,
    check: str,
    has_headphones: bool,
    score: int,
) -> None:
    """Over headphones six are right, over loudspeakers what chance leaves; everybody goes on."""
    reach(synthetic)
    assert "done" == synthetic.get("trial").json()["step"]  # no sound before the check
    take_check(synthetic, check, has_headphones)
    found = listener(small_study, tmp_path)
    antiphase_fools = check == "antiphase" and not has_headphones

    assert synthetic.get("").headers["location"].endswith("/listen")
    assert (0 if antiphase_fools else score) == found.headphone_score
    assert has_headphones is ("headphones" not in found.reasons)


def test_a_double_click_answers_once(survey: Survey, synthetic: Any) -> None:
    """The same trial sent twice counts once, and nonsense changes nothing."""
    reach(synthetic)
    for number, place in ((1, "1"), (1, "2"), (3, "1")):
        synthetic.post("headphones", data={"number": number, "place": place})
    nonsense = [synthetic.post("headphones", data=data).status_code for data in ({}, {"number": "2", "place": "4"})]
    with survey.database.reading() as transaction:
        found = transaction.scalars(select(ListeningSession)).one()

    assert ([1], [400, 400]) == (found.headphone_answers, nonsense)


@pytest.mark.parametrize("is_required", [True], indirect=True)
def test_where_headphones_are_required_one_may_try_again(
    survey: Survey, synthetic: Any, small_study: StudyFolder, tmp_path: Path, check: str
) -> None:
    """Over loudspeakers the check begins anew and says why; with headphones one goes on, and nothing is noted."""
    reach(synthetic)
    take_check(synthetic, check, has_headphones=False)
    again = synthetic.get("headphones")
    take_check(synthetic, check, has_headphones=True)

    assert "needs headphones" in again.text
    assert synthetic.get("").headers["location"].endswith("/listen")
    assert (6, ("left early",)) == ((found := listener(small_study, tmp_path)).headphone_score, found.reasons)


@pytest.mark.parametrize("is_required", [True], indirect=True)
def test_where_headphones_are_required_two_failures_end_the_survey(
    survey: Survey, synthetic: Any, small_study: StudyFolder, tmp_path: Path, check: str
) -> None:
    """Whoever listens over loudspeakers twice is thanked, hears no sound of the study, and the tables say why."""
    reach(synthetic)
    for _ in range(2):
        take_check(synthetic, check, has_headphones=False)
    found = listener(small_study, tmp_path)

    assert synthetic.get("").headers["location"].endswith("/thanks")
    assert "done" == synthetic.get("trial").json()["step"]
    assert ("screened-out", False, 0, ("headphones", "screened out: headphones")) == (
        found.state,
        found.accepted,
        found.headphone_score,
        found.reasons,
    )


def test_the_page_does_not_tell_which_is_right(survey: Survey, another: Callable[[], Any]) -> None:
    """Two listening sessions get pages that differ in nothing but their own address."""
    pages = []
    for person in (another(), another()):
        reach(person)
        pages.append(person.get("headphones").text.replace(person.token, ""))

    assert pages[0] == pages[1]


def test_a_check_leaves_one_fact(survey: Survey, synthetic: Any, check: str) -> None:
    """One line by name, with what was asked and how many were right."""
    reach(synthetic)
    take_check(synthetic, check, has_headphones=True)
    with survey.database.reading() as transaction:
        (fact,) = transaction.scalars(select(CheckResult).where(CheckResult.name == "headphones"))

    assert (True, "antiphase: 6 of 6") == (fact.is_passed, fact.detail)
