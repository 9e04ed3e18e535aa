"""A study of a few tones, small enough to train a model on."""

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

STUDY = """
[study]
title = "Tones"
seed = 3
languages = ["en"]
contact = "the tests"

[collections.tones]
sounds = "sounds"
layout = "folders"
model = "tones"

[models.tones]
preset = "convolutional"
epochs = 1
latent_dimensions = 4

[models.spare]
preset = "slides-harmonic"

[sets.singles]
collection = "tones"
kind = "single"
n_sounds = 2
duration_s = 0.5

[sets.brought]
kind = "imported"

[[sections]]
id = "all"
set = "singles"
questions = ["quality"]
n_heard = 2

[[questions]]
id = "quality"
kind = "rating"
prompt.en = "How good?"
labels.en = ["Bad", "Good"]
"""


@pytest.fixture
def tonal_study(tmp_path: Path) -> Path:
    """Make a study of two classes with three short tones each."""
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    t = np.arange(11025) / 22050
    for sound_class, n_partials in (("pure", 1), ("rich", 9)):
        (tmp_path / "sounds" / sound_class).mkdir(parents=True)
        for number in range(3):
            y = 0.2 * sum(np.sin(2 * np.pi * (200 + 40 * number) * k * t) / k for k in range(1, n_partials + 1))
            sf.write(tmp_path / "sounds" / sound_class / f"{number}.wav", y, 22050)
    return tmp_path
