"""The command line says what is wrong in one line, and what it can do."""

import subprocess
import sys
from pathlib import Path

import pytest

from ascolto.__main__ import VERBS, main

REFUSING = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {banned!r}:
            raise ModuleNotFoundError(f"No module named '{{name}}'", name=name)

sys.meta_path.insert(0, Refuse())
from ascolto.__main__ import main
sys.exit(main({arguments!r}))
"""


def _run_without(banned: set[str], arguments: list[str]) -> subprocess.CompletedProcess[str]:
    program = REFUSING.format(banned=banned, arguments=arguments)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """A newcomer finds every verb with its purpose."""
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    shown = capsys.readouterr().out

    assert [verb for verb in VERBS if verb not in shown] == []


def test_help_of_every_command_needs_the_base_install_alone() -> None:
    """`--help` works before any extra is installed."""
    heavy = {"torch", "librosa", "flask", "sqlalchemy", "pandas", "matplotlib", "sklearn"}

    done = _run_without(heavy, ["--help"])

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("verb", "library", "extra"),
    [("train", "torch", "generator"), ("serve", "flask", "survey"), ("analyse", "pandas", "analysis")],
)
def test_a_missing_extra_is_named(tmp_path: Path, verb: str, library: str, extra: str) -> None:
    """Where a library is missing, one line says what to install."""
    assert main(["new", str(tmp_path / "study")]) == 0
    table = tmp_path / "table.csv"
    table.write_text("rating,group\n1,a\n2,b\n")
    arguments = {
        "analyse": ["analyse", str(table), "--value", "rating", "--group", "group"],
    }.get(verb, [verb, "--study", str(tmp_path / "study")])

    done = _run_without({library}, arguments)

    assert done.returncode == 2
    assert f"'{library}' is not installed. Install it with: pip install 'ascolto[{extra}]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_has_seen_enough_gets_no_traceback() -> None:
    """`ascolto plan | head` ends quietly when head does."""
    program = [sys.executable, "-c", "from ascolto.__main__ import main; import sys; sys.exit(main(sys.argv[1:]))"]
    table = Path(__file__).parents[1] / "data" / "golden" / "csv" / "plantgrowth.csv"
    arguments = ["analyse", str(table), "--value", "weight", "--group", "group"]
    with subprocess.Popen([*program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()

    assert ("", 141) == (said, process.returncode)
