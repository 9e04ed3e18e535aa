"""`generator.making`: the rungs of a sound and the versions of a morph, at one length, without clicks or offset."""

import numpy as np
import pytest

import generator.morph_making
from generator.collection import Collection
from generator.errors import GeneratorError
from generator.even_paths import EvenPath
from generator.making import Maker
from generator.model import Model
from generator.stimulus_sets import Planned
from generator.yardstick import distance_db
from stimuli.alike_ends import band_powers, spectral_distance_db
from study.study_file import BlendSet, MorphSet, SingleSet

SINGLES = SingleSet(collection="x", kind="single", n_sounds=1, duration_s=1.0)
MORPHS = MorphSet(collection="x", kind="morph", n_morphs=1, duration_s=1.0)


def _made(plan: SingleSet | MorphSet, conditions: list[str], model: Model, sounds: tuple, seed: int = 0) -> dict:
    planned = [Planned(condition, "test", sounds, "source") for condition in conditions]
    return {one.condition: made for one, made in Maker("set", plan, model, seed).make(planned)}


@pytest.fixture(scope="module")
def rungs(trained: Model, tones: Collection) -> dict:
    """Make every rung and control of one tone."""
    return _made(SINGLES, ["R0", "R1", "R2", "R3", "prior", "L1", "L2"], trained, tones.sounds[-1:])


@pytest.fixture(scope="module")
def morph(trained: Model, tones: Collection) -> dict:
    """Make every version of a morph between two tones."""
    conditions = ["linear", "spherical", "crossfade", "hard-switch", "shuffled"]
    return _made(MORPHS, conditions, trained, (tones.sounds[0], tones.sounds[-1]))


def test_rungs_have_one_length_and_no_offset(rungs: dict) -> None:
    """Every rung is exactly a second long, around zero, and begins and ends in silence."""
    for condition, made in rungs.items():
        assert len(made.y) == 22050, condition
        assert abs(made.y.mean()) < 1e-3, condition
        assert abs(made.y[0]) < 1e-3, condition
        assert abs(made.y[-1]) < 1e-3, condition


def test_rungs_fall_from_the_recording(rungs: dict) -> None:
    """The representation's way back is nearer to the recording than noise with its envelope."""
    recording = rungs["R0"].y.astype(np.float32)
    away = {condition: distance_db(recording, made.y.astype(np.float32)) for condition, made in rungs.items()}

    assert away["R0"] == 0
    assert away["R1"] < away["L2"] / 3
    assert away["R2"] < away["L2"]


def test_only_what_the_model_made_is_said_to_be(rungs: dict) -> None:
    """R2 and R3 come from the model, everything else does not."""
    assert {condition for condition, made in rungs.items() if made.is_from_model} == {"R2", "R3", "prior"}


def test_morphs_move_from_one_sound_to_the_other(morph: dict) -> None:
    """Each path starts near the first held part of the hard switch and ends near its last."""
    n = round(0.15 * 22050)
    parts = (slice(1000, n), slice(-n, -1000))
    start, end = (band_powers(morph["hard-switch"].y[part], 22050) for part in parts)
    for kind in ("linear", "spherical", "crossfade"):
        first, last = (band_powers(morph[kind].y[part], 22050) for part in parts)

        assert spectral_distance_db(first, start) < spectral_distance_db(first, end), kind
        assert spectral_distance_db(last, end) < spectral_distance_db(last, start), kind


def test_evenness_tells_paths_from_jumps(morph: dict) -> None:
    """A path is more even than the hard switch, whose bump is the number of steps; all lie equally far apart."""
    assert morph["hard-switch"].measures.bump == pytest.approx(8)
    assert morph["linear"].measures.bump < 4
    assert morph["shuffled"].measures is None
    assert len({made.latent_distance for made in morph.values()}) == 1


def test_sequence_has_the_same_length(trained: Model, tones: Collection) -> None:
    """The same path in separate steps lasts as long as the sweep and is another sound."""
    plan = MORPHS.model_copy(update={"delivery": "sequence"})
    made = _made(plan, ["linear"], trained, (tones.sounds[0], tones.sounds[-1]))["linear"]

    assert len(made.y) == 22050


def test_a_blend_of_one_sound_is_its_reconstruction(trained: Model, tones: Collection, rungs: dict) -> None:
    """Weights (1, 0, 0) give the first sound as R2 has it, to 1e-5; (1/2, 1/2) is the middle of a straight morph."""
    sounds = (tones.sounds[-1], tones.sounds[0], tones.sounds[7])
    plan = BlendSet(collection="x", kind="blend", n_blends=1, duration_s=1.0, weights=[(1, 0, 0), (0.5, 0.5, 0)])
    planned = [Planned("blend", "test", sounds, "source", weights=weights) for weights in plan.weights]
    alone, half = (made.y for _, made in Maker("set", plan, trained, 0).make(planned))
    middle = Maker("set", MORPHS, trained, 0).make([Planned("linear", "test", sounds[:2], "source", weight=0.5)])

    np.testing.assert_allclose(alone, rungs["R2"].y, atol=1e-5)
    np.testing.assert_allclose(half, middle[0][1].y, atol=0.05)


def test_the_middle_of_a_morph_is_one_steady_sound(trained: Model, tones: Collection) -> None:
    """R4 lies between the reconstructions of the two sounds, nearer to either than they are to each other."""
    pair = (tones.sounds[-1], tones.sounds[0])
    first, last = (_made(SINGLES, ["R2"], trained, (sound,))["R2"].y.astype(np.float32) for sound in pair)
    middle = _made(SINGLES, ["R4"], trained, pair)["R4"]
    away = distance_db(first, last)

    assert middle.path == "spherical"
    assert max(distance_db(middle.y.astype(np.float32), end) for end in (first, last)) < away


def test_no_sound_is_rendered_as_two_stimuli(
    trained: Model, tones: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A uniform path that fell back is left out beside the straight one, and stands in for it alone."""
    monkeypatch.setattr(generator.morph_making, "even_path", lambda hear, start: EvenPath(np.zeros(9), start, False))
    sounds = (tones.sounds[0], tones.sounds[-1])
    both = _made(MORPHS, ["linear", "uniform"], trained, sounds)
    alone = _made(MORPHS, ["uniform"], trained, sounds)

    assert list(both) == ["linear"]
    assert alone["uniform"].path == "linear"


def test_same_seed_same_bytes(trained: Model, tones: Collection) -> None:
    """Draws and noise follow the seed."""
    first, again, other = (
        _made(SINGLES, ["R3", "L2"], trained, tones.sounds[:1], seed)["R3"].y.tobytes() for seed in (1, 1, 2)
    )

    assert first == again
    assert first != other


def test_longer_than_the_model_is_refused(trained: Model) -> None:
    """A set cannot last longer than the sounds the model knows."""
    with pytest.raises(GeneratorError, match=r"\[sets\.long\]: duration_s = 6, the model knows sounds of 4\.0 s"):
        Maker("long", SINGLES.model_copy(update={"duration_s": 6.0}), trained, 0)
