"""`ascolto stimuli`: from a folder of audio to a set, with the base install alone."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

import study.examples
from ascolto.__main__ import main
from stimuli.manifest import read_manifest

REFUSING = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"torch", "librosa", "sklearn", "flask", "sqlalchemy", "pandas", "matplotlib"}:
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)

sys.meta_path.insert(0, Refuse())
from ascolto.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def study_folder(tmp_path):
    """Give a new study and, beside it, three systems with two sounds each."""
    for system in "ABC":
        for number in range(2):
            path = tmp_path / "My Systems" / f"system {system}" / f"v{number}.wav"
            path.parent.mkdir(parents=True, exist_ok=True)
            y = 0.1 * np.random.default_rng(10 * ord(system) + number).uniform(-1, 1, 8000)
            soundfile.write(path, y, 16_000)
    return Path(shutil.copytree(Path(study.examples.__file__).parent / "slides", tmp_path / "my-study"))


def test_a_folder_is_imported_and_listed(study_folder, capsys):
    """The set is named after the folder, the block to paste is printed, and the list shows every stimulus."""
    assert 0 == main(["stimuli", "import", str(study_folder.parent / "My Systems"), "--study", str(study_folder)])
    shown = capsys.readouterr().out

    assert '[sets.my-systems]\nkind = "imported"\n' in shown
    assert f"wrote {study_folder}/stimuli/my-systems: 6 stimuli, 16000 Hz, levels as they were" in shown

    assert 0 == main(["stimuli", "list", "my-systems", "--study", str(study_folder)])
    header, *lines = capsys.readouterr().out.splitlines()
    assert ["set", "id", "role", "condition", "intended_start", "intended_end", "duration_s"] == header.split()[:7]
    assert 6 == len(lines)
    assert 2 == sum("system B" in line for line in lines)


def test_a_table_is_imported_at_a_level(study_folder, capsys):
    """Condition and role of the table are listed as JSON; the loudness is the one asked for."""
    table = study_folder.parent / "t.csv"
    table.write_text("file,condition,role\nsystem A/v0.wav,ours,test\nsystem B/v1.wav,low,anchor\n")
    folder = str(study_folder.parent / "My Systems")
    options = ["--table", str(table), "--set", "two", "--level", "-30", "--study", str(study_folder)]

    assert 0 == main(["stimuli", "import", folder, *options])
    capsys.readouterr()
    assert 0 == main(["stimuli", "list", "--json", "--study", str(study_folder)])
    listed = json.loads(capsys.readouterr().out)

    assert {("two", "ours", "test"), ("two", "low", "anchor")} == {
        (one["set"], one["condition"], one["role"]) for one in listed
    }
    assert [-30.0, -30.0] == [one["loudness_lufs"] for one in listed]
    assert all(one["true_peak_dbtp"] < -1 for one in listed)


def test_the_block_is_printed_only_while_it_is_missing(study_folder, capsys):
    """A study file that has the set already is left in peace; it is never written to."""
    path = study_folder / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[sets.mine]\nkind = "imported"\n', encoding="utf-8")
    before = path.read_bytes()
    folder = str(study_folder.parent / "My Systems")

    assert 0 == main(["stimuli", "import", folder, "--set", "mine", "--study", str(study_folder)])
    assert "put this into" not in capsys.readouterr().out
    assert before == path.read_bytes()


def test_import_list_and_check_need_the_base_install_alone(study_folder):
    """Where torch, flask, sqlalchemy and pandas are refused, import, list and check work."""

    def run(*arguments):
        command = [sys.executable, "-c", REFUSING, *arguments]
        return subprocess.run(command, cwd=study_folder, capture_output=True, text=True, check=False)

    done = [run("stimuli", "import", "../My Systems", "--level", "-23"), run("stimuli", "list"), run("check")]

    assert [0, 0, 2] == [one.returncode for one in done]
    assert ["", ""] == [one.stderr for one in done[:2]]
    assert ["there is no manifest"] * 3 == [line.split(": ")[2].split(".")[0] for line in done[2].stderr.splitlines()]
    assert 6 == len(read_manifest(study_folder / "stimuli" / "my-systems" / "manifest.json").stimuli)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["import", "none"], "error: none: there is no such folder. Name the folder the sounds are in."),
        (["import", "My Systems", "--set", "My Set"], "error: --set: an id has letters, digits and hyphens only, got"),
        (["import", "My Systems", "--table", "t.csv"], "error: t.csv: there is no such table. Correct the name"),
        (["import", "My Systems", "--level", "23"], "error: --level: is a loudness from -40 to -14 LUFS, got 23. Say"),
        (["import", "My Systems", "--level", "nan"], "error: --level: is a loudness from -40 to -14 LUFS, got nan."),
        (["list"], "error: my-study/stimuli: there is no stimulus set here. Make one with"),
        (["list", "none"], "error: my-study/stimuli/none/manifest.json: there is no manifest. Make the set with"),
    ],
)
def test_what_cannot_be_done_is_one_line(study_folder, capsys, monkeypatch, arguments, line):
    """A wrong argument is one line and status 2; nothing is written."""
    monkeypatch.chdir(study_folder.parent)

    assert 2 == main(["stimuli", *arguments, "--study", "my-study"])
    shown = capsys.readouterr().err
    assert shown.startswith(line)
    assert 1 == len(shown.splitlines())
    assert not (study_folder / "stimuli").exists()


def test_import_outside_a_study_is_refused(study_folder, capsys):
    """Sets belong to a study: without a study file nothing is written."""
    folder = str(study_folder.parent / "My Systems")

    assert 2 == main(["stimuli", "import", folder, "--study", str(study_folder.parent)])
    assert "study.toml: there is no study file here" in capsys.readouterr().err
