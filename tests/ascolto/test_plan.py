"""`ascolto plan` prints what the study at hand can find."""

import json

import pytest

from ascolto.__main__ import main

FEW = ("--studies", "20", "--listeners", "12")


@pytest.fixture
def slides_folder(tmp_path):
    """Return a folder with the slides' study file and nothing rendered."""
    assert main(["new", str(tmp_path / "study")]) == 0
    return tmp_path / "study"


def test_plan_of_a_new_study(slides_folder, capsys):
    """A study that was just made is planned from its file: answer, table, basis, minutes, in at most 100 columns."""
    assert main(["plan", "--study", str(slides_folder), *FEW]) == 0

    shown = capsys.readouterr().out.splitlines()
    answer = next(place for place, line in enumerate(shown) if line.startswith("With 12 listeners, "))
    assert all(len(line) <= 100 for line in shown[answer:])
    said = " ".join(shown[answer:])
    assert "Quality by section" in said
    assert "Promised minutes per participant: " in said


def test_json_seed_and_sizes(slides_folder, capsys):
    """The seed and the sizes that were named stand in the JSON, and decide its numbers."""
    asked = ["plan", "--study", str(slides_folder), *FEW, "--json", "--seed", "4"]
    found = []
    for more in ([], [], ["--sd", "sound-condition=0.9"]):
        capsys.readouterr()
        assert main([*asked, *more]) == 0
        found.append(json.loads(capsys.readouterr().out))

    assert found[0] == found[1]
    assert (4, 0.3, 0.9) == (
        found[0]["seed"],
        found[0]["sizes"]["sound_condition"],
        found[2]["sizes"]["sound_condition"],
    )
    assert found[0]["tests"] != found[2]["tests"]
    assert found[0]["expected_minutes"] > 0


def test_classes_are_counted_where_sounds_are_built(slides_folder, capsys):
    """A collection that is there gives the number of its classes."""
    folder = slides_folder / "sounds" / "harmonic"
    folder.mkdir(parents=True)
    (folder / "collection.csv").write_text("path,class,recording\na.wav,oboe,1\nb.wav,horn,2\nc.wav,horn,3\n")
    capsys.readouterr()
    assert main(["plan", "--study", str(slides_folder), *FEW, "--json"]) == 0

    sections = json.loads(capsys.readouterr().out)["sections"]
    assert {"harmonic-morphs": 2, "non-harmonic-morphs": 21, "non-harmonic-singles": 21} == {
        one["id"]: one["n_classes"] for one in sections
    }


WRONG = {
    ("--listeners", "0"): "error: --listeners: a study needs at least one, got 0. Name a number.",
    ("--studies", "0"): "error: --studies: at least one is simulated, got 0. 2000 is the default.",
    ("--effect", "-1"): "error: --effect: should lie above 0 and up to 4 points, got -1. Half a point is the default.",
    ("--sd", "mood=1"): "error: --sd: 'mood=1' is no size. There are listener, sound, listener-condition, "
    "sound-condition, residual, each at least 0.",
    ("--sd", "sound"): "error: --sd: 'sound' is no size. Write for example --sd listener=0.6.",
}


@pytest.mark.parametrize("options", WRONG, ids=" ".join)
def test_wrong_options_are_one_line(slides_folder, capsys, options):
    """Numbers that make no sense are refused in one line."""
    capsys.readouterr()
    assert main(["plan", "--study", str(slides_folder), *options]) == 2

    assert [WRONG[options]] == capsys.readouterr().err.splitlines()
