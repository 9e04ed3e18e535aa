"""Examples of classes come from recordings that nothing else comes from."""

from pathlib import Path

from generator.class_examples import plan_examples
from generator.collection import Sound
from generator.stimulus_sets import Candidate, Planned


def candidate(sound_class: str, recording: str) -> Candidate:
    """Return a sound."""
    return Candidate(Sound(Path(f"{recording}.wav"), sound_class, recording), is_held_out=False)


def test_each_class_has_one_where_a_recording_is_left():
    """A recording that a stimulus comes from is no example; a class without another has none."""
    candidates = [candidate("flute", "f1"), candidate("oboe", "o1"), candidate("flute", "f2"), candidate("cello", "c1")]
    used = [
        Planned("R0", "test", (candidates[0].sound,), "sound-001"),
        Planned("R2", "test", (candidates[3].sound,), "s"),
    ]

    planned = plan_examples(used, candidates)

    assert [("flute", "f2"), ("oboe", "o1")] == [
        (one.sounds[0].sound_class, one.sounds[0].recording) for one in planned
    ]
    assert {("R0", "example")} == {(one.condition, one.role) for one in planned}
