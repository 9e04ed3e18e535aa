"""`ascolto sounds`: what a researcher types, and what is printed."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from ascolto.__main__ import main


def _tones(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        sf.write(folder / name, 0.5 * np.sin(np.arange(22050) / 7), 22050)


def test_the_shipped_collection_lands_in_the_study(tmp_path: Path, capsys):
    """Without --out it goes where the study file looks for it, and the place is printed."""
    assert main(["sounds", "build", "harmonic-small", "--study", str(tmp_path)]) == 0

    assert f"{tmp_path / 'sounds' / 'harmonic'}: 145 sounds, 7 classes, 88 recordings\n" == capsys.readouterr().out
    assert (tmp_path / "sounds" / "harmonic" / "NOTICE").exists()


def test_the_bank_takes_number_seed_and_place(tmp_path: Path, capsys):
    """--n, --seed and --out are obeyed; the same command again leaves everything as it is."""
    command = ["sounds", "build", "non-harmonic", "--n", "21", "--seed", "4", "--out", str(tmp_path / "bank")]
    assert main(command) == 0
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "bank").rglob("*")}
    assert main(command) == 0

    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "bank").rglob("*")}
    assert "21 sounds, 21 classes, 21 recordings" in capsys.readouterr().out
    assert "bank-4/deep-0001" in (tmp_path / "bank" / "collection.csv").read_text()


def test_the_seed_of_the_study_counts(tmp_path: Path, capsys):
    """In a study folder the seed is that of the study file, unless one is given."""
    assert main(["new", str(tmp_path / "study")]) == 0
    study = ["--study", str(tmp_path / "study"), "--n", "21"]
    seed = next(
        line for line in (tmp_path / "study" / "study.toml").read_text().splitlines() if line.startswith("seed")
    )

    assert main(["sounds", "build", "non-harmonic", *study]) == 0

    number = seed.split("=")[1].split("#")[0].strip()
    assert f"bank-{number}/deep-0001" in (tmp_path / "study" / "sounds" / "non-harmonic" / "collection.csv").read_text()


def test_another_collection_is_not_overwritten(tmp_path: Path, capsys):
    """One line says what is in the way and what to do; exit status 2."""
    assert main(["sounds", "build", "harmonic-small", "--out", str(tmp_path / "a")]) == 0
    assert main(["sounds", "build", "non-harmonic", "--n", "21", "--out", str(tmp_path / "a")]) == 2

    expected = f"error: {tmp_path / 'a'}: holds another collection. Remove it, or name another folder with --out.\n"
    assert expected == capsys.readouterr().err.splitlines(keepends=True)[-1]


@pytest.mark.parametrize("count", ["0", "-3", "many", "1.5"])
def test_a_number_of_sounds_is_a_number(count: str, capsys):
    """Anything else is refused with what was typed."""
    with pytest.raises(SystemExit) as refusal:
        main(["sounds", "build", "non-harmonic", f"--n={count}"])

    assert 2 == refusal.value.code
    assert repr(count) in capsys.readouterr().err


def test_a_missing_soundfont_is_one_line(tmp_path: Path, capsys):
    """A font that is not there is named; nothing is written."""
    assert (
        main(["sounds", "build", "harmonic", "--out", str(tmp_path / "a"), "--soundfont", str(tmp_path / "no.sf2")])
        == 2
    )

    error = f"error: {tmp_path / 'no.sf2'}: there is no such soundfont. Name another with --soundfont.\n"
    assert error == capsys.readouterr().err
    assert not (tmp_path / "a").exists()


@pytest.mark.soundfont
def test_the_harmonic_collection_is_built(tmp_path: Path, capsys):
    """From the installed fonts: as many sounds as asked for, of all seven instruments."""
    assert main(["sounds", "build", "harmonic", "--n", "14", "--out", str(tmp_path / "a")]) == 0

    assert ": 14 sounds, 7 classes, 14 recordings" in capsys.readouterr().out


def test_inspect_prints_a_table(tmp_path: Path, capsys):
    """Classes, sounds, recordings, durations and rates are shown."""
    _tones(tmp_path, "oboe/a.wav", "oboe/b.wav", "tuba/a.wav", "tuba/b.wav")

    assert main(["sounds", "inspect", str(tmp_path)]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert ["class", "sounds", "recordings", "shortest", "median", "longest"] == lines[0].split()
    assert ["oboe", "2", "2", "1.00", "s", "1.00", "s", "1.00", "s"] == lines[1].split()
    assert "4 sounds, 0.1 minutes; 22050 Hz (4)" == lines[3]


def test_inspect_refuses_by_name(tmp_path: Path, capsys):
    """What is broken is listed, the exit status is 2, and the JSON is whole all the same."""
    _tones(tmp_path, "oboe/a.wav", "oboe/b.wav")
    (tmp_path / "oboe" / "broken.wav").write_bytes(b"no sound")

    assert main(["sounds", "inspect", str(tmp_path)]) == 2
    printed = capsys.readouterr()
    assert "refused: " in printed.out
    assert "broken.wav" in printed.err.splitlines()[-1]

    assert main(["sounds", "inspect", str(tmp_path), "--json"]) == 2
    inspection = json.loads(capsys.readouterr().out)
    assert 2 == inspection["n_sounds"]
    assert "broken.wav: cannot be read as audio" in inspection["refused"][0]


def test_represent_writes_picture_and_audio_and_says_what_is_lost(tmp_path: Path, capsys):
    """Three rows with shape and costs, in text and as JSON; each way back is a sound of the sound's length."""
    _tones(tmp_path, "toné.wav")
    out = tmp_path / "out"
    assert main(["sounds", "represent", str(tmp_path / "toné.wav"), "--out", str(out)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert main(["sounds", "represent", str(tmp_path / "toné.wav"), "--out", str(out), "--json"]) == 0
    costs = json.loads(capsys.readouterr().out)

    assert [["waveform", "512", "×", "172"], ["magnitude", "1025"], ["mel", "128"]] == [
        lines[1].split()[:4],
        lines[2].split()[:2],
        lines[3].split()[:2],
    ]
    assert costs["waveform"]["largest_error"] < 1e-6
    assert max(cost["distance_db"] for cost in costs.values()) < 1
    assert (out / "picture.png").read_bytes().startswith(b"\x89PNG")
    assert {"waveform.flac": 172 * 512, "magnitude.flac": 172 * 512, "mel.flac": 172 * 512} == {
        path.name: sf.info(path).frames for path in out.glob("*.flac")
    }
