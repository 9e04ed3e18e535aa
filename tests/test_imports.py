"""Every package imports what it may, and nothing else.

import-linter reads the source; this runs it, so that what a library brings along counts as well.
"""

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

WEB = {"flask", "sqlalchemy", "alembic", "gunicorn", "flask_wtf", "flask_babel"}
SOUND_AND_STATISTICS = {"torch", "numpy", "pandas", "scipy", "librosa", "soundfile", "matplotlib", "sklearn"}
PROGRAMS = {"survey_app", "generator", "analysis"}
EXTRAS = {"torch", "librosa", "sklearn", "numba", "pandas", "matplotlib", "pingouin", "scikit_posthocs", "statsmodels"}

BANNED = {
    "study": PROGRAMS | {"stimuli", "ascolto"} | WEB | SOUND_AND_STATISTICS | EXTRAS,
    "stimuli": PROGRAMS | {"ascolto"} | WEB | EXTRAS,
    "survey_app": (PROGRAMS - {"survey_app"}) | {"ascolto"} | SOUND_AND_STATISTICS | EXTRAS,
    "generator": (PROGRAMS - {"generator"}) | {"ascolto"} | WEB,
    "analysis": (PROGRAMS - {"analysis"}) | {"ascolto"} | WEB,
}
"""What architecture forbids each package, beside the layers above it."""

IMPORTING = """
import sys
from importlib import import_module

banned = set(sys.argv[1].split(","))

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in banned:
            raise ImportError(f"{name} is banned here")

sys.meta_path.insert(0, Refuse())
failures = []
for name in sys.argv[2:]:
    try:
        import_module(name)
    except ImportError as error:
        failures.append(f"{name}: {error}")
print("\\n".join(failures), end="")
"""


def import_without(banned, modules):
    """Import modules where the banned names are refused; return one line for each that needs one of them."""
    command = [sys.executable, "-c", IMPORTING, ",".join(sorted(banned)), *modules]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def modules_of(package):
    """Return the names of a package and of every module in it."""
    found = pkgutil.walk_packages([str(ROOT / package)], prefix=f"{package}.")
    return [package, *(module.name for module in found)]


@pytest.mark.parametrize("package", BANNED)
def test_every_module_imports_without_what_is_banned(package):
    """In a process that refuses the banned names, every module of the package is imported."""
    assert [] == import_without(BANNED[package], modules_of(package))


def test_a_banned_name_is_noticed():
    """The refusal works: a module that needs a banned library fails."""
    assert ["stimuli.levels: numpy is banned here"] == import_without({"numpy"}, ["stimuli.levels"])


def test_the_survey_reads_manifests_without_numpy():
    """`stimuli.manifest` is all the survey needs of that package, and it needs no audio."""
    assert [] == import_without(BANNED["survey_app"], ["stimuli.manifest", "stimuli.errors", "study.minutes"])


def test_the_command_line_needs_the_base_install_alone():
    """Every verb can be listed and configured without any extra."""
    assert [] == import_without(WEB | EXTRAS, ["ascolto.__main__", *modules_of("ascolto")])
