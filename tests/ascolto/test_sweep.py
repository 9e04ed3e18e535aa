"""`ascolto sweep`: says how long it takes, ranks, and keeps out of other programs' databases."""

import fcntl
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy

from ascolto.__main__ import main
from ascolto.sweep import shared_url
from generator.presets import PRESETS
from study.errors import AscoltoError

SMALL = ["--batch-size", "4", "--learning-rate", "1e-3", "--epochs", "2", "1"]


@pytest.fixture
def small_presets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the slides' preset small."""
    small = replace(PRESETS["slides-non-harmonic"], hidden_units=8, latent_dimensions=2)
    monkeypatch.setitem(PRESETS, "slides-non-harmonic", small)


@pytest.fixture
def surveys_database(postgresql: str) -> Iterator[str]:
    """Give the URL of a database that a survey has begun to use."""
    server = sqlalchemy.make_url(postgresql).set(drivername="postgresql+psycopg")
    engine = sqlalchemy.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE survey")
    url = server.set(database="survey")
    survey = sqlalchemy.create_engine(url)
    with survey.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num varchar)")
        connection.exec_driver_sql("CREATE TABLE listening_session (id int)")
    survey.dispose()
    yield server.set(database="survey", drivername="postgresql").render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE survey")
    engine.dispose()


def test_estimates_trains_ranks_and_then_has_nothing_to_do(
    small_presets: None, tonal_study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The estimate comes before the ranking, which has both files; a second run trains nothing."""
    assert main(["sweep", "--study", str(tonal_study), *SMALL, "--estimate"]) == 0
    estimated = capsys.readouterr().out.splitlines()
    assert main(["sweep", "--study", str(tonal_study), *SMALL]) == 0
    first = capsys.readouterr().out.splitlines()
    assert main(["sweep", "--study", str(tonal_study), *SMALL]) == 0
    again = capsys.readouterr().out.splitlines()
    folder = tonal_study / "models" / "sweep" / "tones"
    ranked = json.loads((folder / "ranking.json").read_text(encoding="utf-8"))

    assert "tones: slides-non-harmonic, 2 combinations in 1 trainings" == estimated[0] == first[0]
    assert estimated[1].startswith("estimate for the 1 trainings that are left: 0:00:")
    assert ["rank", "batch", "rate", "epochs", "bound"] == first[2].split()[:5]
    assert [first[0], *first[2:]] == again
    assert [1, 2] == [one["rank"] for one in ranked]
    assert 3 == len((folder / "ranking.csv").read_text(encoding="utf-8").splitlines())


def test_two_sweeps_in_one_folder_are_one_too_many(
    small_presets: None, tonal_study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """While another sweep holds the folder, a second one ends with one line."""
    folder = tonal_study / "models" / "sweep" / "tones"
    folder.mkdir(parents=True)
    with (folder / "sweep.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert main(["sweep", "--study", str(tonal_study), *SMALL]) == 2

    assert "another 'ascolto sweep' is at work here. Wait for it" in capsys.readouterr().err


def test_the_surveys_database_is_refused(surveys_database: str) -> None:
    """Optuna's version table would meet the survey's."""
    with pytest.raises(AscoltoError, match=r"--database: survey holds the survey's tables\. Make one for the sweep"):
        shared_url(surveys_database)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("nonsense", "not a database URL"),
        ("sqlite:///sweep.db", "workers share PostgreSQL, got sqlite"),
        ("postgresql://nobody@127.0.0.1:1/sweep", "cannot be reached"),
    ],
)
def test_what_cannot_be_shared_is_refused(url: str, problem: str) -> None:
    """A URL that is none, another kind of database, and one that does not answer."""
    with pytest.raises(AscoltoError, match=problem):
        shared_url(url)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["tomes"], "no collection is called 'tomes'. Did you mean 'tones'?"),
        (["--preset", "slides"], "--preset: no preset is called 'slides'"),
        (["--preset", "convolutional"], "so epochs are no checkpoints"),
        (["--epochs", "0"], "above 0"),
    ],
)
def test_what_cannot_be_swept_is_one_line(
    arguments: list[str], line: str, tonal_study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong names and numbers end with status 2 before anything is written."""
    assert main(["sweep", "--study", str(tonal_study), *arguments]) == 2

    assert line in capsys.readouterr().err
    assert not (tonal_study / "models").exists()
