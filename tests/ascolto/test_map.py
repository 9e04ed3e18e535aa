"""`ascolto map`: pictures and numbers of a latent space, with the warning that belongs to them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from ascolto.__main__ import main
from generator.collection import read_collection
from generator.presets import PRESETS
from generator.sound_map import WARNING
from generator.training import configure, train_model


def test_needs_the_model(tonal_study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a trained model the command says which one to train."""
    assert main(["map", "tones", "--study", str(tonal_study)]) == 2

    assert "the model is not trained yet. Train it with 'ascolto train'." in capsys.readouterr().err


def test_writes_three_files_and_says_what_they_do_not_show(
    tonal_study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """PNG, SVG and JSON beside the model; purity, trustworthiness and the warning on the screen."""
    for number in range(10):
        y = np.random.default_rng(number).uniform(-0.1, 0.1, 11025)
        sf.write(tonal_study / "sounds" / "pure" / f"noise-{number}.wav", y, 22050)
    collection = read_collection(tonal_study / "sounds", "folders")
    tiny = replace(PRESETS["slides-harmonic"], hidden_units=32, latent_dimensions=3, epochs=1)
    train_model(tonal_study / "models" / "tones.pt", configure(tiny, collection, seed=3), collection)

    assert main(["map", "tones", "--study", str(tonal_study)]) == 0
    out = capsys.readouterr().out
    assert "model tones: 16 sounds of tones" in out
    assert "5-nearest-neighbour purity" in out
    assert "trustworthiness of the map: " in out
    assert WARNING in out
    for suffix in (".json", ".png", ".svg"):
        path = tonal_study / "models" / f"tones.map{suffix}"
        assert f"written: {path}" in out
        assert path.stat().st_size > 1000
