"""Divide a collection so that no recording is on both sides.

Clips of one recording are alike; a model that has heard one of them knows the others. Only
whole recordings tell how it does on sounds it has never heard.
"""

from collections import Counter

import numpy as np

from generator.collection import Collection, Sound
from generator.errors import GeneratorError

Sounds = tuple[Sound, ...]


def split_by_recording(collection: Collection, held_out: float = 0.15, seed: int = 0) -> tuple[Sounds, Sounds]:
    """Divide the sounds into those to train on and those to hold out, by whole recordings.

    Each class gives about the share `held_out` of its sounds: at least one recording
    where it has two or more, none where it has one; the smaller classes choose first.

    Parameters
    ----------
    collection : Collection
        What to divide.
    held_out : float
        Share of the sounds of each class to hold out, in (0, 1).
    seed : int
        The same seed gives the same division.

    Returns
    -------
    train, held_out : tuple of Sound
        Both in the order of the collection.

    Raises
    ------
    GeneratorError
        A class has only one sound, so that nothing can be learnt of what varies in it, or no class has two recordings.

    Examples
    --------
    >>> from pathlib import Path
    >>> sounds = tuple(Sound(Path(f"{take}{key}.wav"), "oboe", take) for take in "abcd" for key in range(5))
    >>> train, held = split_by_recording(Collection(Path(), sounds, ()), held_out=0.25)
    >>> len(train), len(held), {sound.recording for sound in held} & {sound.recording for sound in train}
    (15, 5, set())
    """
    lonely = sorted(sound_class for sound_class, n in collection.n_sounds.items() if n < 2)
    if lonely:
        raise GeneratorError(
            collection.folder,
            f"class '{lonely[0]}' has 1 sound, training needs at least 2",
            "Add sounds, or remove the class.",
        )
    is_held: dict[str, bool] = {}
    recordings = {
        sound_class: Counter(sound.recording for sound in collection.sounds if sound.sound_class == sound_class)
        for sound_class in sorted(collection.n_sounds)
    }
    for sound_class, sizes in sorted(recordings.items(), key=lambda item: len(item[1])):
        is_held |= _choose(sizes, is_held, held_out, np.random.default_rng([seed, *sound_class.encode()]))
    if not any(is_held.values()):
        raise GeneratorError(
            collection.folder,
            "every class comes from a single recording, so none can be held out",
            "Add recordings of at least one class.",
        )
    return (
        tuple(sound for sound in collection.sounds if not is_held[sound.recording]),
        tuple(sound for sound in collection.sounds if is_held[sound.recording]),
    )


def _choose(
    sizes: Counter[str], decided: dict[str, bool], held_out: float, rng: np.random.Generator
) -> dict[str, bool]:
    """Decide on the recordings of one class; a recording shared with an earlier class stays where it is.

    Recordings come in random order and are taken when they bring the number of held-out sounds
    nearer to its target, so that a recording with many sounds does not take half the class along.
    """
    target = held_out * sizes.total()
    choice = {recording: decided.get(recording, False) for recording in sizes}
    free = [recording for recording in sorted(sizes) if recording not in decided]
    n_held = sum(sizes[recording] for recording, is_out in choice.items() if is_out)
    n_kept = sum(not is_out for is_out in choice.values())
    for recording in rng.permutation(free):
        if n_kept > 1 and abs(n_held + sizes[recording] - target) < abs(n_held - target):
            choice[str(recording)] = True
            n_held += sizes[recording]
            n_kept -= 1
    if not n_held and n_kept > 1 and free:
        choice[min(free, key=lambda recording: sizes[recording])] = True
    return choice
