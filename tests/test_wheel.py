"""What is installed from a wheel works from any folder."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
TRAVELS = (
    "survey_app/templates/",
    "survey_app/static/",
    "survey_app/translations/it/LC_MESSAGES/messages.mo",
    "analysis/templates/",
    "analysis/translations/it/LC_MESSAGES/messages.mo",
    "migrations/env.py",
    "migrations/versions/",
    "stimuli/data/harmonic-small/",
    "stimuli/data/ready/harmonic-morphs/manifest.json",
    "study/examples/slides/study.toml",
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it where nothing of the source tree is in reach."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


@pytest.mark.parametrize("part", TRAVELS)
def test_data_travel_in_the_wheel(installed: Path, part: str) -> None:
    """Templates, catalogues, migrations and sounds are there after a plain install."""
    assert (installed / part).exists()


def test_the_installed_package_makes_and_checks_a_study(installed: Path, tmp_path: Path) -> None:
    """From another folder, without the source tree, the commands find their data."""
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); from ascolto.__main__ import main\n"
        "assert main(['new', 'study']) == 0\n"
        "assert main(['sounds', 'build', 'harmonic-small', '--study', 'study']) == 0\n"
        "assert main(['db', 'upgrade', '--study', 'study']) == 0\n"
        "import study.folder; print(study.folder.__file__)\n"
    )

    done = subprocess.run(
        [sys.executable, "-P", "-c", program, str(installed)], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == str(installed / "study" / "folder.py")
    assert (tmp_path / "study" / "ascolto.db").exists()
