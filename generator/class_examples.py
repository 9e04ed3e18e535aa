"""A sound for each class of a set that shows what the class sounds like: heard before the questions, never judged."""

from collections.abc import Collection as Some
from collections.abc import Sequence

from generator.chosen_sounds import Candidate, Sounds
from generator.collection import Sound
from generator.stimulus_sets import Planned


def plan_examples(
    planned: Sequence[Planned], candidates: Sequence[Candidate], refused: Some[Sounds] = ()
) -> list[Planned]:
    """Choose one recording of each class that no stimulus comes from; a class without one has no example.

    Parameters
    ----------
    planned : sequence of Planned
        The stimuli of the set.
    candidates : sequence of Candidate
        The sounds of its collection.
    refused : collection of frozenset of Sound
        What quality control has refused.
    """
    used = {sound.recording for one in planned for sound in one.sounds}
    fresh: dict[str, Sound] = {}
    for one in candidates:
        if one.sound.recording not in used and frozenset({one.sound}) not in refused:
            fresh.setdefault(one.sound.sound_class, one.sound)
    return [Planned("R0", "example", (fresh[name],), f"example-{name}") for name in sorted(fresh)]
