"""`generator.split`: no recording on both sides, every class on both, the same seed the same split."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.collection import Collection, Sound
from generator.errors import GeneratorError
from generator.split import split_by_recording


def _collection(sizes: dict[str, list[int]]) -> Collection:
    """Sounds of each class by the number of sounds of each of its recordings."""
    return Collection(
        Path("sounds"),
        tuple(
            Sound(Path(f"{name}-{take}-{clip}.wav"), name, f"{name}-{take}")
            for name, takes in sizes.items()
            for take, n_clips in enumerate(takes)
            for clip in range(n_clips)
        ),
        (),
    )


_SIZES = st.dictionaries(
    st.sampled_from(["cello", "flute", "oboe"]), st.lists(st.integers(1, 40), min_size=2, max_size=12), min_size=1
)


@given(_SIZES, st.floats(0.05, 0.5), st.integers(0, 2**32 - 1))
def test_no_recording_is_on_both_sides(sizes: dict[str, list[int]], held_out: float, seed: int):
    """Whatever the sizes: sides are disjoint by recording, complete, and hold each class that has two recordings."""
    collection = _collection(sizes)

    train, held = split_by_recording(collection, held_out, seed)

    assert not {sound.recording for sound in train} & {sound.recording for sound in held}
    assert set(collection.sounds) == set(train) | set(held)
    assert set(sizes) == {sound.sound_class for sound in train} == {sound.sound_class for sound in held}


def test_about_the_asked_share_is_held_out():
    """With many even recordings the share of each class is met to within half a recording."""
    train, held = split_by_recording(_collection({"oboe": [5] * 40, "flute": [10] * 20}), 0.15, seed=3)

    assert 30 == sum(sound.sound_class == "oboe" for sound in held)
    assert 30 == sum(sound.sound_class == "flute" for sound in held)
    assert 340 == len(train)


def test_a_recording_with_most_sounds_is_not_held_out():
    """Where one recording has nearly all sounds of a class, a small one is held out, for every seed."""
    collection = _collection({"oboe": [90, 5, 5]})

    assert {5, 10} >= {len(split_by_recording(collection, 0.1, seed)[1]) for seed in range(20)}


def test_the_seed_decides():
    """The same seed gives the same split whatever the order of the sounds; other seeds give others."""
    collection = _collection({"oboe": [3] * 20, "flute": [2] * 30})
    backwards = Collection(collection.folder, collection.sounds[::-1], ())

    assert set(split_by_recording(collection, seed=1)[1]) == set(split_by_recording(backwards, seed=1)[1])
    assert 1 < len({split_by_recording(collection, seed=seed)[1] for seed in range(5)})


def test_a_class_does_not_change_the_split_of_another():
    """Adding a class leaves the held-out recordings of the others as they were."""
    alone = split_by_recording(_collection({"oboe": [3] * 20}), seed=1)[1]
    beside = split_by_recording(_collection({"oboe": [3] * 20, "flute": [2] * 30}), seed=1)[1]

    assert alone == tuple(sound for sound in beside if sound.sound_class == "oboe")


def test_a_class_of_one_recording_is_trained_on():
    """Nothing is held out of a class that has only one recording."""
    _, held = split_by_recording(_collection({"oboe": [10], "flute": [5, 5]}))

    assert {"flute"} == {sound.sound_class for sound in held}


def test_a_recording_in_two_classes_stays_on_one_side():
    """A field recording from which sounds of two classes were cut is held out as a whole or not at all."""
    sounds = tuple(
        Sound(Path(f"{name}-{take}-{clip}.wav"), name, f"take-{take}")
        for name in ("rain", "wind")
        for take in range(6)
        for clip in range(3)
    )

    train, held = split_by_recording(Collection(Path("sounds"), sounds, ()), 0.3)

    assert not {sound.recording for sound in train} & {sound.recording for sound in held}
    assert {"rain", "wind"} == {sound.sound_class for sound in train} == {sound.sound_class for sound in held}


def test_refuses_what_cannot_be_trained_on():
    """A class with one clip, and a collection from which nothing can be held out, are refused by name."""
    with pytest.raises(GeneratorError, match="sounds: class 'oboe' has 1 sound, training needs at least 2"):
        split_by_recording(_collection({"oboe": [1], "flute": [2, 2]}))
    with pytest.raises(GeneratorError, match="every class comes from a single recording"):
        split_by_recording(_collection({"oboe": [4], "flute": [2]}))
