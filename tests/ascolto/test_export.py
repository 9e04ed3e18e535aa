import json
import shutil
from argparse import Namespace
from pathlib import Path

import pytest
from frictionless import system, validate

from ascolto import export, rehearse
from ascolto.__main__ import main
from study.folder import StudyFolder
from study.tables import read_listeners, read_ratings, table_path


@pytest.fixture(scope="module")
def rehearsed_once(small_study_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Let two synthetic listeners rehearse a study; tests get copies."""
    folder = Path(shutil.copytree(small_study_template, tmp_path_factory.mktemp("rehearsed") / "small-study"))
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        rehearse.run(Namespace(study=folder, listeners=2, seed=2, real_time=False))
    return folder


@pytest.fixture
def rehearsed(rehearsed_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StudyFolder:
    """Give a study that was rehearsed, on SQLite; tests of the survey say what is exported from either database."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return StudyFolder(Path(shutil.copytree(rehearsed_once, tmp_path / "small-study")))


def test_export_writes_a_data_set_and_says_so(rehearsed: StudyFolder, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --out it goes to export/; it is what the survey stored, and Frictionless finds nothing wrong with it."""
    capsys.readouterr()
    status = main(["export", "--run", "rehearsal", "--study", str(rehearsed.path)])
    printed = capsys.readouterr().out
    ratings = table_path(rehearsed.export, "ratings")
    with system.use_context(trusted=True):
        report = validate(rehearsed.export / "datapackage.json")

    assert 0 == status
    assert f"{ratings}: {len(read_ratings(ratings))} answers\n" in printed
    assert f"{table_path(rehearsed.export, 'listeners')}: 2 participants\n" in printed
    assert report.valid, report.flatten(["title", "note"])
    assert [True, True] == ["SIMULATED" in (rehearsed.export / name).read_text() for name in DESCRIPTIONS]


DESCRIPTIONS = ("dataset_description.json", "datapackage.json")


def test_simulated_rows_stay_out_unless_asked_for(rehearsed: StudyFolder, tmp_path: Path) -> None:
    """By default the export holds live answers: here there are none, and the tables have a header alone."""
    export.run(Namespace(study=rehearsed.path, out=tmp_path / "there", run_name="live"))
    description = json.loads((tmp_path / "there" / "dataset_description.json").read_text())

    assert [] == read_ratings(table_path(tmp_path / "there", "ratings"))
    assert [] == read_listeners(table_path(tmp_path / "there", "listeners"))
    assert "Small study" == description["name"]


def test_a_second_export_is_the_same_to_the_byte(rehearsed: StudyFolder, tmp_path: Path) -> None:
    """The same answers, the same files."""
    for name in "ab":
        export.run(Namespace(study=rehearsed.path, out=tmp_path / name, run_name="rehearsal"))

    def content(folder: Path) -> dict[Path, bytes]:
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert content(tmp_path / "a") == content(tmp_path / "b")
    assert 7 == len(content(tmp_path / "a"))


def test_a_report_from_an_export_is_the_report_from_the_database(rehearsed: StudyFolder, tmp_path: Path) -> None:
    """Whoever has the study folder and a deposited data set gets the same numbers, without the database."""
    study = ["--study", str(rehearsed.path)]
    main(["export", "--run", "rehearsal", "--out", str(tmp_path / "export"), *study])
    main(["report", "--run", "rehearsal", *study])
    results = rehearsed.report / "results.json"
    from_database = json.loads(results.read_text())
    (rehearsed.path / "ascolto.db").rename(tmp_path / "gone.db")

    assert 0 == main(["report", "--data", str(tmp_path / "export"), *study])
    assert from_database == json.loads(results.read_text())
