"""Quality control finds one of each planted fault, and none in a clean set."""

from collections.abc import Callable

import numpy as np
import pytest
import soundfile

from stimuli.audio import read_audio, write_flac
from stimuli.errors import StimulusError
from stimuli.levels import fade, set_level
from stimuli.near_copies import PRINTS_NAME
from stimuli.prints import Prints, print_of, write_prints
from stimuli.quality import check_set, revealing_words, sound_hash
from study.files import sha256_of

SR = 16_000

OTHER = np.random.default_rng(9).normal(0, 0.1, SR)


def sound(one, at):
    """Return the samples of one stimulus."""
    return read_audio(one.manifest.parent / one.content.stimuli[at].file)[0]


def remove(one):
    """Take a file away."""
    (one.manifest.parent / one.content.stimuli[2].file).unlink()


def cut(one):
    """Leave half a file."""
    file = one.manifest.parent / one.content.stimuli[2].file
    file.write_bytes(file.read_bytes()[:100])


def change(one):
    """Exchange a file without telling the manifest."""
    write_flac(one.manifest.parent / one.content.stimuli[2].file, -sound(one, 2), SR)


def tag(one):
    """Write the condition into a file's title."""
    file = one.manifest.parent / one.content.stimuli[2].file
    y = sound(one, 2)
    with soundfile.SoundFile(file, "w", SR, 1, "PCM_16", format="FLAC") as handle:
        handle.title = "R2"
        handle.write(y)
    one.rewrite(2, sha256=sha256_of(file))


def offset(one):
    """Shift a sound."""
    one.replace(2, sound(one, 2) + 0.03)


def clip(one):
    """Drive a sound into full scale."""
    one.replace(2, np.clip(30 * sound(one, 2), -1, 1))


def rename(one):
    """Name a file after its class."""
    file = one.manifest.parent / one.content.stimuli[2].file
    file.rename(file.with_name("violin_02.flac"))
    one.rewrite(2, file="violin_02.flac")


def resampled(one):
    """Say another sample rate than the set's."""
    one.replace(2, np.repeat(sound(one, 2), 2), 2 * SR)


PLANTED: dict[str, Callable] = {
    "missing": remove,
    "unreadable": cut,
    "changed": change,
    "revealing tag": tag,
    "DC offset": offset,
    "clipped": clip,
    "revealing name": rename,
    "sample rate": resampled,
    "silent": lambda one: one.replace(2, np.zeros(SR)),
    "wrong level": lambda one: one.replace(2, 0.9 * sound(one, 2)),
    "true peak": lambda one: one.replace(2, np.where(np.arange(SR) == SR // 2, 0.95, sound(one, 2))),
    "wrong length": lambda one: one.replace(2, sound(one, 2)[:-200]),
    "duplicate": lambda one: one.replace(2, sound(one, 5)),
}


def test_clean_set_has_no_fault(clean_set):
    """Nothing is found where nothing is wrong."""
    assert [] == [str(fault) for fault in check_set(clean_set.manifest)]


@pytest.mark.parametrize("kind", PLANTED)
def test_each_planted_fault_is_found(clean_set, kind):
    """One planted fault is found, under its name, in the stimulus it was planted in and in no other."""
    PLANTED[kind](clean_set)
    faults = check_set(clean_set.manifest)

    assert kind in {fault.kind for fault in faults}
    assert all(1 == len(str(fault).splitlines()) for fault in faults)
    name = clean_set.content.stimuli[2].file.removesuffix(".flac")
    assert [] == [str(fault) for fault in faults if name not in str(fault)]


def test_samples_that_are_no_numbers_are_found(clean_set):
    """FLAC cannot hold NaN; a file of floats that stands in its place can, and is refused."""
    file = clean_set.manifest.parent / clean_set.content.stimuli[2].file
    y = sound(clean_set, 2)
    y[100] = np.nan
    soundfile.write(file, y, SR, format="WAV", subtype="FLOAT")
    clean_set.rewrite(2, sha256=sha256_of(file))
    (fault,) = check_set(clean_set.manifest)

    assert ("unreadable", f"1 of {SR} samples are not numbers") == (fault.kind, fault.problem)


def with_prints(one, *sounds):
    """Give a set the prints of what its model learned from."""
    prints = Prints(
        tuple(f"take {n}" for n in range(len(sounds))),
        tuple(f"{n}.wav" for n in range(len(sounds))),
        np.stack([print_of(y, SR) for y in sounds]),
    )
    found = sha256_of(write_prints(one.manifest.parent / PRINTS_NAME, prints))
    one.content = one.content.model_copy(update={"prints": found})


def test_a_near_copy_of_a_training_sound_is_found(clean_set):
    """A draw that is a training sound is found by its name; a reconstruction of it, and other draws, are not."""
    with_prints(clean_set, 0.4 * sound(clean_set, 3), 0.4 * sound(clean_set, 2), OTHER)
    for at in range(8):
        clean_set.rewrite(at, checkpoint="c0ffee" if at % 4 > 1 else "")
    faults = check_set(clean_set.manifest)

    assert ["near copy"] == [fault.kind for fault in faults]
    assert clean_set.content.stimuli[3].file in faults[0].where
    assert "is nearly the training sound 0.wav, 0.0 dB from it, at least 2. Train" in str(faults[0])


def test_what_is_made_of_a_recording_may_be_near_it(clean_set):
    """A step of a morph may be near the recording at its end, not near another."""
    with_prints(clean_set, sound(clean_set, 3))
    clean_set.rewrite(3, checkpoint="c0ffee", condition="linear", recordings=("take 0",))

    assert [] == check_set(clean_set.manifest)
    clean_set.rewrite(3, recordings=("take 7",))
    assert ["near copy"] == [fault.kind for fault in check_set(clean_set.manifest)]


@pytest.mark.parametrize("after", [b"", b"PK\x03"])
def test_changed_prints_are_found(clean_set, after):
    """Without the prints that the manifest names, nobody can say that nothing is a copy."""
    with_prints(clean_set, OTHER)
    clean_set.rewrite(2)
    (clean_set.manifest.parent / PRINTS_NAME).write_bytes(after)

    assert ["changed"] == [fault.kind for fault in check_set(clean_set.manifest)]


def as_morph(one, at, **fields):
    """Say that a stimulus is a morph."""
    one.content = one.content.model_copy(update={"kind": "morph"})
    one.rewrite(at, morph="m1", condition="linear", intended_end="oboe", **fields)


def test_morphs_whose_ends_sound_alike_are_found(clean_set):
    """One steady tone from beginning to end is no morph; a tone that glides by a third is one."""
    t = np.arange(SR) / SR
    as_morph(clean_set, 2)
    assert [] == check_set(clean_set.manifest)

    steady = fade(np.sin(2 * np.pi * 440 * t), SR, 0.01, 0.05)
    clean_set.replace(2, set_level([steady], SR, clean_set.content.loudness_lufs)[0][0])
    assert ["alike ends"] == [fault.kind for fault in check_set(clean_set.manifest)]


def test_ends_that_are_one_sound_are_found_in_the_manifest(clean_set):
    """A morph from a sound to itself is found by the distance that rendering measured."""
    as_morph(clean_set, 2, ends_distance=1.5)

    assert ["alike ends"] == [fault.kind for fault in check_set(clean_set.manifest)]


def test_steps_are_held_against_each_other(clean_set):
    """Of a morph in steps the first and the last file must differ; a single step has nothing to differ from."""
    for at, weight in ((1, 1.0), (2, 0.0)):
        as_morph(clean_set, at, weight=weight)
    assert [] == check_set(clean_set.manifest)

    clean_set.replace(1, 0.999 * sound(clean_set, 2))
    faults = check_set(clean_set.manifest)
    assert ["alike ends"] == [fault.kind for fault in faults]
    assert clean_set.content.stimuli[1].file in faults[0].where


def test_wrong_length_is_found_though_the_manifest_agrees(clean_set):
    """A stimulus shorter than its set is found; in an imported set lengths may differ."""
    clean_set.replace(2, sound(clean_set, 2)[: SR // 2])
    kinds = {fault.kind for fault in check_set(clean_set.manifest)}
    clean_set.content = clean_set.content.model_copy(update={"kind": "imported"})
    clean_set.rewrite(2)

    assert "wrong length" in kinds
    assert "wrong length" not in {fault.kind for fault in check_set(clean_set.manifest)}


def test_wrong_duration_in_the_manifest_is_found(clean_set):
    """A manifest that states another duration than the file has is wrong."""
    clean_set.rewrite(2, duration_s=1.5)

    assert {"wrong length"} == {fault.kind for fault in check_set(clean_set.manifest)}


@pytest.mark.parametrize("field", ["id", "file"])
def test_repeated_names_are_found(clean_set, field):
    """Two stimuli with one id, or one file, are a fault."""
    clean_set.rewrite(2, **{field: getattr(clean_set.content.stimuli[5], field)})
    faults = [str(fault) for fault in check_set(clean_set.manifest) if "stands 2 times" in str(fault)]

    assert 1 == len(faults)


@pytest.mark.parametrize("name", ["R2-07", "x_r2", "violin", "anchor.1", "oboe 3", "sound-0"])
def test_names_that_tell_are_found(clean_set, name):
    """Condition, class, role and source in an id are found, in any case and with any separator."""
    clean_set.rewrite(2, id=name)

    assert ["revealing name"] == [fault.kind for fault in check_set(clean_set.manifest)]


def test_numbers_tell_nothing(clean_set):
    """A recording called "violin 55" does not make every 55 revealing."""
    assert "55" not in revealing_words(clean_set.content)


def test_equal_sounds_hash_alike_in_any_file(tmp_path):
    """WAV and FLAC of one sound hash alike; another sound does not."""
    y = np.random.default_rng(1).uniform(-0.5, 0.5, 1000)
    soundfile.write(tmp_path / "a.wav", y, SR, subtype="PCM_16")
    write_flac(tmp_path / "a.flac", read_audio(tmp_path / "a.wav")[0], SR)

    assert sound_hash(read_audio(tmp_path / "a.wav")[0]) == sound_hash(read_audio(tmp_path / "a.flac")[0])
    assert sound_hash(y) != sound_hash(-y)


def test_without_a_manifest_there_is_no_set(tmp_path):
    """A folder without a manifest is refused by name."""
    with pytest.raises(StimulusError, match=r"manifest\.json: there is no manifest"):
        check_set(tmp_path / "manifest.json")
