import signal
import subprocess
import sys
import time
from argparse import Namespace
from pathlib import Path

import pytest

from ascolto import rehearse
from study.folder import StudyFolder
from study.tables import read_listeners, read_ratings
from survey_app.errors import SurveyError
from survey_app.export import StoredRun, export_tables, stored_runs


def options(folder: StudyFolder, listeners: int, seed: int | None = None) -> Namespace:
    """Make the options of the command."""
    return Namespace(study=folder.path, listeners=listeners, seed=seed, real_time=False)


def test_synthetic_listeners_take_the_real_survey(
    kept_study: StudyFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ten listeners walk the real pages: some leave, the rest finish; all rows are marked, the printed counts true."""
    rehearse.run(options(kept_study, 10, seed=3))
    printed = capsys.readouterr().out
    tables = export_tables(kept_study, tmp_path, "rehearsal")
    ratings, listeners = read_ratings(tables.ratings), read_listeners(tables.listeners)
    n_completed = sum(listener.state == "completed" for listener in listeners)

    assert 10 == len(listeners)
    assert 0 < n_completed < 10
    assert {(True, "rehearsal")} == {(row.is_simulated, row.run) for row in ratings}
    assert f"{n_completed} of 10 synthetic listeners finished, {10 - n_completed} left early" in printed
    assert f"stored: {len(ratings)} answers of 10 listeners" in printed
    assert {"en", "it"} == {listener.language for listener in listeners}
    assert StoredRun(0, 0) == stored_runs(kept_study)["live"]


def test_checks_find_each_careless_kind_and_no_honest_one(small_study: StudyFolder) -> None:
    """Of listeners of every kind the honest ones pass, whatever their link; each other one has the right reason."""
    path = small_study.path / "study.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("n_attention = 0", "n_attention = 2")  # for the others see test_check_rates
    text = text.replace('headphones = "none"', 'headphones = "antiphase"')
    path.write_text(text, encoding="utf-8")
    rehearsed = rehearse.rehearse(StudyFolder(small_study.path), 26, seed=1)
    finished: dict[str, list[set[str]]] = {}
    for one in rehearsed:
        if one.walk.is_completed:
            finished.setdefault(one.kind, []).append(set(one.reasons))
        else:
            assert {"left early"} == set(one.reasons)

    assert {"attentive", "straight-liner", "speeder", "phone-speakers", "resender", "bad-network"} == set(finished)
    for honest in ("attentive", "resender", "bad-network"):
        assert [] == [reasons for reasons in finished[honest] if reasons]
    assert all({"straight-lining"} <= reasons for reasons in finished["straight-liner"])
    assert all({"speeding"} <= reasons for reasons in finished["speeder"])
    assert all({"headphones"} == reasons for reasons in finished["phone-speakers"])


@pytest.mark.parametrize(
    ("has_bass_check", "reasons", "verdict"),
    [
        (True, {"bass"}, "3 of the 3 who stayed were found by bass (reasons: bass 3)"),
        (False, set(), "this study has no check that could find them (reasons: nothing)"),
    ],
)
def test_phone_speakers_are_found_by_what_the_study_checks(
    small_study: StudyFolder, has_bass_check: bool, reasons: set[str], verdict: str
) -> None:
    """Without a headphone check the bass check finds them; without either nothing does, and the rehearsal says so."""
    if has_bass_check:
        path = small_study.path / "study.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("bass = false", "bass = true"), encoding="utf-8")
    folder = StudyFolder(small_study.path)
    rehearsed = rehearse.rehearse(folder, 3, seed=6, kinds={"phone-speakers": 1.0})

    assert [reasons] * 3 == [set(one.reasons) for one in rehearsed]
    assert [f"  3 x phone-speakers: {verdict}"] == rehearse.findings(rehearsed, folder.study)


def test_every_kind_has_its_checks(small_study: StudyFolder) -> None:
    """What can find a kind follows from the study file: few ratings cannot tell a straight-liner."""
    study = small_study.study
    short = study.model_copy(
        update={"sections": tuple(one.model_copy(update={"n_heard": 1}) for one in study.sections)}
    )
    both = study.model_copy(update={"checks": study.checks.model_copy(update={"headphones": "huggins", "bass": True})})

    assert {"straight-lining"} == rehearse.telling_checks("straight-liner", study)
    assert set() == rehearse.telling_checks("straight-liner", short)
    assert {"headphones", "bass"} == rehearse.telling_checks("phone-speakers", both)
    assert [set()] * 3 == [rehearse.telling_checks(kind, both) for kind in sorted(rehearse.HONEST)]


def test_a_rehearsal_starts_afresh_and_repeats(small_study: StudyFolder, tmp_path: Path) -> None:
    """A second rehearsal with the same seed has the same answers in the same order, and not twice as many."""
    tables = []
    for name in ("first", "second"):
        rehearse.run(options(small_study, 3))
        rows = read_ratings(export_tables(small_study, tmp_path / name, "rehearsal").ratings)
        tables.append([row.model_dump(exclude={"participant", "answered_at"}) for row in rows])

    assert tables[0] == tables[1]


def test_a_rehearsal_needs_listeners(small_study: StudyFolder) -> None:
    """No listeners are no rehearsal; one line says so."""
    with pytest.raises(SurveyError, match="at least one, got 0"):
        rehearse.run(options(small_study, 0))


def test_ctrl_c_leaves_no_server_behind(small_study: StudyFolder) -> None:
    """Interrupted in the middle, a rehearsal ends its own server, and what was stored is kept."""
    run = (
        # A shell starts background jobs with Ctrl-C ignored, and this test may run in one.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "import sys; from argparse import Namespace; from pathlib import Path; from ascolto import rehearse;"
        "rehearse.run(Namespace(study=Path(sys.argv[1]), listeners=200, seed=1, real_time=False))"
    )
    process = subprocess.Popen([sys.executable, "-c", run, str(small_study.path)], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not (stored_now := _stored(small_study)) and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    status = process.wait(timeout=60)

    assert stored_now
    assert 0 != status
    assert [] == _servers_of(small_study)
    assert stored_now <= _stored(small_study)


def _stored(folder: StudyFolder) -> int:
    try:
        return stored_runs(folder)["rehearsal"].n_answers
    except SurveyError:  # the server has not made the tables yet
        return 0


def _servers_of(folder: StudyFolder) -> list[str]:
    commands = subprocess.run(["ps", "-axo", "command"], capture_output=True, text=True, check=True).stdout
    return [line for line in commands.splitlines() if "survey_app.server" in line and str(folder.path) in line]
