"""`generator.candidates`: which sounds stimuli may come from."""

import numpy as np

from generator.candidates import find_candidates, is_sustained
from generator.collection import Collection
from generator.split import split_by_recording
from generator.training_data import HELD_OUT


def test_held_out_sounds_are_marked(tones: Collection) -> None:
    """What the split of the training held out is marked, and comes first; all others are there too."""
    found = find_candidates(tones, 3, 22050, np.random.default_rng(0))
    _, held_out = split_by_recording(tones, HELD_OUT, 3)

    assert {one.sound for one in found if one.is_held_out} == set(held_out)
    assert [one.is_held_out for one in found] == sorted((one.is_held_out for one in found), reverse=True)
    assert {one.sound for one in found} == set(tones.sounds)


def test_a_stroke_is_not_sustained_and_a_tone_is() -> None:
    """A stroke that has died away by its end cannot end a sweep; a steady tone can."""
    t = np.arange(88200) / 22050
    tone = np.sin(2 * np.pi * 300 * t).astype(np.float32)

    assert is_sustained(tone, 88200)
    assert not is_sustained((tone * np.exp(-4 * t)).astype(np.float32), 88200)
