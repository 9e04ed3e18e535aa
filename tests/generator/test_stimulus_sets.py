"""`generator.stimulus_sets`: balanced, seeded plans in which no recording is used twice."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.chosen_sounds import Candidate
from generator.collection import Sound
from generator.errors import GeneratorError
from generator.stimulus_sets import Planned, plan_morphs, plan_set, plan_singles
from study.faults import Fault
from study.study_file import BlendSet, MorphSet, SingleSet

SINGLES = SingleSet(collection="x", kind="single", n_sounds=6, rungs=("R0", "R2"), controls=("L1",))
MORPHS = MorphSet(collection="x", kind="morph", n_morphs=6, path=("linear", "spherical"), controls=("hard-switch",))


def _candidates(n_classes: int = 3, n_recordings: int = 10, n_held_out: int = 4) -> list[Candidate]:
    return [
        Candidate(Sound(Path(f"{c}-{r}-{clip}.wav"), f"c{c}", f"{c}-{r}"), is_held_out=r < n_held_out)
        for c in range(n_classes)
        for r in range(n_recordings)
        for clip in range(2)
    ]


def _rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def _pairs(planned: list[Planned]) -> list[tuple[Sound, ...]]:
    return list(dict.fromkeys(one.sounds for one in planned))


def test_singles_have_every_rung_and_control() -> None:
    """Each source is on each rung and control once; rungs of one sound share the source."""
    tests = [one for one in plan_singles(SINGLES, _candidates(), _rng()) if one.role != "practice"]

    assert Counter(one.condition for one in tests) == {"R0": 6, "R2": 6, "L1": 6}
    assert all(len({one.sounds for one in tests if one.source == source}) == 1 for source in {t.source for t in tests})
    assert {(one.condition, one.role) for one in tests} == {("R0", "reference"), ("R2", "test"), ("L1", "anchor")}


def test_singles_are_balanced_and_held_out_where_they_can_be() -> None:
    """Six sounds of three classes are two of each, all of recordings the model never heard."""
    planned = plan_singles(SINGLES, _candidates(), _rng())
    sounds = {one.sounds[0] for one in planned if one.role != "practice"}

    assert Counter(sound.sound_class for sound in sounds) == {"c0": 2, "c1": 2, "c2": 2}
    assert all(int(sound.recording[-1]) < 4 for sound in sounds)


@pytest.mark.parametrize("kind", ["single", "morph"])
def test_practice_is_one_good_and_one_bad_that_no_test_uses(kind: str) -> None:
    """Two practice stimuli, one of each, from recordings that no other stimulus comes from."""
    planned = (
        plan_singles(SINGLES, _candidates(), _rng()) if kind == "single" else plan_morphs(MORPHS, _candidates(), _rng())
    )
    practice = [one for one in planned if one.role == "practice"]
    used = {sound.recording for one in planned if one.role != "practice" for sound in one.sounds}

    assert [one.is_good_example for one in practice] == [True, False]
    assert not used & {sound.recording for one in practice for sound in one.sounds}


@settings(deadline=None)
@given(seed=st.integers(0, 2**32), n_classes=st.integers(2, 7))
def test_each_recording_ends_at_most_one_morph(seed: int, n_classes: int) -> None:
    """Whatever the seed, no recording is in two pairs, and the two of a pair are of different classes."""
    plan = MORPHS.model_copy(update={"n_morphs": 2 * n_classes - 2})
    pairs = _pairs(plan_morphs(plan, _candidates(n_classes), _rng(seed)))
    recordings = [sound.recording for pair in pairs for sound in pair]

    assert len(recordings) == len(set(recordings)) == 2 * (plan.n_morphs + 2)
    assert all(start.sound_class != end.sound_class for start, end in pairs)


def test_classes_start_and_end_equally_often() -> None:
    """Of six morphs between three classes, each class starts two and ends two."""
    pairs = _pairs([one for one in plan_morphs(MORPHS, _candidates(), _rng()) if one.role != "practice"])

    assert Counter(start.sound_class for start, _ in pairs) == {"c0": 2, "c1": 2, "c2": 2}
    assert Counter(end.sound_class for _, end in pairs) == {"c0": 2, "c1": 2, "c2": 2}


def test_sweeps_take_sounds_that_last() -> None:
    """Where enough sounds are sustained, a sweep is between those; a sequence does not ask."""
    candidates = [
        Candidate(one.sound, one.is_held_out, is_sustained=int(one.sound.recording[-1]) >= 4) for one in _candidates()
    ]
    swept = _pairs(plan_morphs(MORPHS, candidates, _rng()))
    stepped = _pairs(plan_morphs(MORPHS.model_copy(update={"delivery": "sequence"}), candidates, _rng()))

    assert all(int(sound.recording[-1]) >= 4 for pair in swept for sound in pair)
    assert any(int(sound.recording[-1]) < 4 for pair in stepped for sound in pair)


def test_middles_have_a_partner_and_no_recording_ends_two() -> None:
    """Each sound on R4 goes half way to one of another class; no recording is used twice, partners included."""
    plan = SINGLES.model_copy(update={"rungs": ("R2", "R4")})
    planned = plan_singles(plan, _candidates(), _rng())
    middles = [one for one in planned if one.condition == "R4"]
    recordings = [sound.recording for one in middles for sound in one.sounds]

    assert len(middles) == 6
    assert len(recordings) == len(set(recordings)) == 12
    assert all(one.weight == 0.5 and len({sound.sound_class for sound in one.sounds}) == 2 for one in middles)
    assert {one.sounds[0] for one in middles} == {one.sounds[0] for one in planned if one.condition == "R2"}


def test_morphs_within_a_class_stay_in_it() -> None:
    """Both sounds are of one class, classes take turns, and a class with one recording is passed over."""
    lonely = [Candidate(Sound(Path("lonely.wav"), "lonely", "lonely"), is_held_out=True)]
    plan = MORPHS.model_copy(update={"pairs": "within"})
    pairs = _pairs([one for one in plan_morphs(plan, [*_candidates(), *lonely], _rng()) if one.role != "practice"])

    assert Counter(start.sound_class for start, _ in pairs) == {"c0": 2, "c1": 2, "c2": 2}
    assert all(start.sound_class == end.sound_class and start.recording != end.recording for start, end in pairs)


def test_steps_are_a_stimulus_for_each_weight() -> None:
    """Six morphs at three weights are eighteen stimuli; what is practised on are single sounds."""
    plan = MORPHS.model_copy(
        update={"delivery": "steps", "weights": (0.0, 0.5, 1.0), "path": ("linear",), "controls": ()}
    )
    planned = plan_morphs(plan, _candidates(), _rng())
    tests = [one for one in planned if one.role == "test"]

    assert Counter(one.weight for one in tests) == {0.0: 6, 0.5: 6, 1.0: 6}
    assert [(one.condition, len(one.sounds)) for one in planned if one.role == "practice"] == [("R0", 1), ("L2", 1)]


def test_blends_are_of_different_classes() -> None:
    """Each group has one sound of each of three classes, is heard in every mixture, and shares no recording."""
    mixtures = ((1.0, 0.0, 0.0), (0.5, 0.25, 0.25))
    plan = BlendSet(collection="x", kind="blend", n_blends=4, weights=mixtures)
    tests = [one for one in plan_set(plan, _candidates(), _rng()) if one.role == "test"]
    groups = _pairs(tests)
    recordings = [sound.recording for group in groups for sound in group]

    assert Counter(one.weights for one in tests) == dict.fromkeys(mixtures, 4)
    assert all(len({sound.sound_class for sound in group}) == 3 for group in groups)
    assert len(recordings) == len(set(recordings)) == 12


def test_same_seed_same_plan() -> None:
    """The plan is a function of the seed."""
    assert plan_morphs(MORPHS, _candidates(), _rng(5)) == plan_morphs(MORPHS, _candidates(), _rng(5))
    assert plan_morphs(MORPHS, _candidates(), _rng(5)) != plan_morphs(MORPHS, _candidates(), _rng(6))


def test_too_few_recordings_are_counted() -> None:
    """The error says what was asked for and what there is."""
    with pytest.raises(GeneratorError, match="n_morphs = 6 and 2 to practise on, the recordings suffice for 1"):
        plan_morphs(MORPHS, _candidates(n_recordings=2), _rng())
    with pytest.raises(GeneratorError, match="n_sounds = 6 and 2 to practise on, the sounds suffice for 4"):
        plan_singles(SINGLES, _candidates(n_recordings=1), _rng())
    with pytest.raises(GeneratorError, match="with R4 and 2 to practise on, the recordings suffice for 5"):
        plan_singles(SINGLES.model_copy(update={"rungs": ("R4",)}), _candidates(n_recordings=4), _rng())
    with pytest.raises(GeneratorError, match="n_blends = 2 of 4 sounds and 2 to practise on, the recordings suffice"):
        plan_set(BlendSet(collection="x", kind="blend", n_blends=2, weights=((1, 0, 0, 0),)), _candidates(), _rng())


@pytest.mark.parametrize(
    "plan",
    [
        MORPHS,
        MORPHS.model_copy(update={"pairs": "within"}),
        SINGLES,
        SINGLES.model_copy(update={"rungs": ("R4",)}),
        BlendSet(collection="x", kind="blend", n_blends=2, weights=((0.5, 0.25, 0.25),)),
    ],
)
def test_what_was_refused_is_not_planned_again(plan: SingleSet | MorphSet | BlendSet) -> None:
    """Sounds of which quality control refused a stimulus are exchanged, time after time; the set stays as large."""
    refused: dict[frozenset[Sound], Fault] = {}
    for _ in range(5):
        planned = plan_set(plan, _candidates(), _rng(), refused)
        first = frozenset(planned[0].sounds)

        assert first not in refused
        assert len(planned) == len(plan_set(plan, _candidates(), _rng()))
        assert not {frozenset(one.sounds) for one in planned} & set(refused)
        refused[first] = Fault("alike ends", "a.flac", "begins and ends alike")


@pytest.mark.parametrize(
    "plan",
    [
        SINGLES.model_copy(update={"rungs": ("R0", "R4")}),
        MORPHS.model_copy(update={"delivery": "steps", "weights": (0.0, 0.5)}),
        BlendSet(collection="x", kind="blend", n_blends=2, weights=((0.5, 0.5),)),
    ],
)
def test_a_sound_that_was_refused_alone_is_in_nothing(plan: SingleSet | MorphSet | BlendSet) -> None:
    """A recording on a rung, an anchor or a practice stimulus that is faulty ends no morph and joins no blend."""
    refused: dict[frozenset[Sound], Fault] = {}
    for _ in range(5):
        planned = plan_set(plan, _candidates(), _rng(), refused)
        alone = [one for one in planned if len(one.sounds) == 1]

        assert not {sound for one in planned for sound in one.sounds} & {next(iter(sounds)) for sounds in refused}
        refused[frozenset(alone[len(refused) % len(alone)].sounds)] = Fault("clipping", "a.flac", "is clipped")


def test_when_too_much_is_refused_the_line_says_why() -> None:
    """Where every pair sounds alike no morph is left to plan, and one line says so."""
    candidates = _candidates(n_classes=2, n_recordings=4)
    sounds = [one.sound for one in candidates]
    fault = Fault("alike ends", "a.flac", "begins and ends alike, 1.0 dB apart, at least 3")
    refused = {frozenset({a, b}): fault for a in sounds for b in sounds}

    with pytest.raises(
        GeneratorError, match=r"suffice for 0 beside \d+ that .* refuses, the last because it begins and"
    ):
        plan_set(MORPHS, candidates, _rng(), refused)
