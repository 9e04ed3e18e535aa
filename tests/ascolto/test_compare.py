"""`ascolto compare`: four models by the same measures, as table, JSON and pictures; what was measured is kept."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

import generator.contest_measures
import generator.peers
from ascolto.__main__ import main
from generator.comparison import Row, better_than_peers, row_of
from generator.presets import PRESETS


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the slides' preset small, the copies of sounds that others hear few, and the measurements too."""
    preset = replace(PRESETS["slides-non-harmonic"], hidden_units=8, latent_dimensions=2, epochs=2)
    monkeypatch.setitem(PRESETS, "slides-non-harmonic", preset)
    for name, other in PRESETS.items():
        monkeypatch.setitem(PRESETS, name, replace(other, n_trained_on=min(other.n_trained_on, 20)))
    for name, few in {"N_DRAWS": 2, "N_HEARD": 1, "N_PAIRS": 1, "N_STEPS": 2}.items():
        monkeypatch.setattr(generator.contest_measures, name, few)
    monkeypatch.setattr(generator.peers, "N_INVERSION_STEPS", 3)


def test_compares_and_keeps_what_was_measured(
    small: None, tonal_study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One command writes everything; a second one with one more seed measures that seed alone."""
    assert main(["compare", "--study", str(tonal_study), "--latents", "1"]) == 0
    first = capsys.readouterr().out
    target = tonal_study / "models" / "compare" / "tones" / "compare.json"
    found = json.loads(target.read_text(encoding="utf-8"))
    assert main(["compare", "--study", str(tonal_study), "--latents", "1", "--seeds", "2"]) == 0
    again = capsys.readouterr().out
    both = json.loads(target.read_text(encoding="utf-8"))
    (run,) = found["runs"]
    rows = run["rows"]

    assert ["autoencoder", "slides", "gan", "study"] == [row["model"] for row in rows]
    assert [1, 4] == [rows[3][key] for key in ("epochs", "latent_dimensions")]
    assert [0, 0, 0] == [row["n_class_axes"] for row in rows[:3]]
    assert [1, 1, 3, 1] == [row["n_trainings"] for row in rows]
    assert all(row["processor_s"] > 0 for row in rows)
    assert 0 < run["beside"]["mean_db"] < run["beside"]["silence_db"]
    assert ["1"] == list(found["slides_model_db_by_latents"])
    assert [False, False, True, False] == [row["class_draws"] is None for row in rows]
    assert all(0 <= row["prior_draws"]["heard"]["pass_share"] <= 1 for row in rows)
    assert 4 == again.count(" latents\n")
    assert run == both["runs"][0]
    assert [found["seeds"][0], found["seeds"][0] + 1] == both["seeds"]
    assert {"reconstruction", "prior_draws", "coverage", "morphs", "purity"} == set(
        both["seeds_in_which_the_study_model_beats_all"]
    )
    assert f"tones: held-out recordings, seed {found['seeds'][0]}" in first
    assert "tones: held-out recordings, 2 seeds" in again
    for name in ("tones/compare.png", "tones/compare.svg", "complexity.png", "complexity.svg"):
        assert f"written: {target.parents[1] / name}" in again
        assert (target.parents[1] / name).stat().st_size > 1000


def test_what_was_trained_is_measured_again_but_not_trained(
    small: None, tonal_study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its rows a comparison measures the same models again; with other settings it trains others."""
    assert main(["compare", "--study", str(tonal_study), "--latents", "1"]) == 0
    target = tonal_study / "models" / "compare" / "tones"
    found = json.loads((target / "compare.json").read_text(encoding="utf-8"))["runs"]
    for row in target.glob("seed-*/*.row.json"):
        row.unlink()
    with monkeypatch.context() as untrained:
        for name in ("train_autoencoder", "train_gan", "train_model"):
            untrained.setattr(f"generator.contest.{name}", None)
        assert main(["compare", "--study", str(tonal_study), "--latents", "1"]) == 0
    again = json.loads((target / "compare.json").read_text(encoding="utf-8"))["runs"]
    other = replace(PRESETS["slides-non-harmonic"], epochs=1)
    monkeypatch.setitem(PRESETS, "slides-non-harmonic", other)
    monkeypatch.setattr("generator.contest.train_gan", None)

    assert found == again
    with pytest.raises(TypeError):
        main(["compare", "--study", str(tonal_study), "--latents", "1"])
    assert not list(target.glob("seed-*/gan-0.0001.time.json"))


def test_no_seed_is_one_line(tonal_study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing can be compared with no seed."""
    assert main(["compare", "--study", str(tonal_study), "--seeds", "0"]) == 2

    assert "--seeds: at least 1 is needed, got 0" in capsys.readouterr().err


def test_better_is_better_than_every_peer() -> None:
    """Lower errors, more coverage and higher purity win; a tie, or one better peer, does not."""
    heard = {"pass_share": 1.0, "copy_share": 0.0}
    draws = {"distance": 1.0, "coverage": 0.5, "heard": heard}
    stored = {"model": "a", "preset": "p", "epochs": 1, "latent_dimensions": 2, "n_parameters": 3, "n_class_axes": 0}
    stored |= {"n_trainings": 1, "processor_s": None, "reconstruction_db": 5.0, "prior_draws": draws}
    stored |= {"class_draws": None, "morph_variation": 0.3, "morph_bump": 1.5, "morph_ends_db": 9.0}
    stored |= {"morph_mfcc_variation": 0.3, "morph_loudness_variation": 0.3}
    own = row_of({**stored, "morphs_heard": heard, "purity": 0.9, "warnings": []})
    worse = replace(own, reconstruction_db=6.0, morph_variation=0.4, purity=0.8)

    assert isinstance(own, Row)
    assert ["reconstruction", "morphs", "purity"] == [
        measure for measure, is_better in better_than_peers(own, [worse]).items() if is_better
    ]
    assert not any(better_than_peers(own, [worse, own]).values())


def test_one_class_is_compared(small: None, tonal_study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a second class morphs run between recordings; with one recording to judge on, one line comes at once."""
    shutil.rmtree(tonal_study / "sounds" / "rich")
    assert main(["compare", "--study", str(tonal_study), "--latents", "1"]) == 2
    refused = capsys.readouterr()
    for number in range(3, 14):
        y = 0.2 * np.sin(2 * np.pi * (200 + 40 * number) * np.arange(11025) / 22050)
        sf.write(tonal_study / "sounds" / "pure" / f"{number}.wav", y, 22050)
    assert main(["compare", "--study", str(tonal_study), "--latents", "1"]) == 0

    assert "only one recording would be held out, two are needed" in refused.err
    assert not refused.out
    text = (tonal_study / "models" / "compare" / "tones" / "compare.json").read_text(encoding="utf-8")
    assert "NaN" not in text
    assert (tonal_study / "models" / "compare" / "tones" / "compare.png").is_file()
