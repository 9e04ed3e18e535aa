"""Look at every sound of a collection: what is there, and what cannot be used."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import soundfile as sf
from tqdm import tqdm

from generator.collection import Sound, layout_of, read_collection
from stimuli.quality import sound_hash
from stimuli.sound_check import n_clipped_samples
from study.errors import AscoltoError

LEAST_SOUNDS_PER_CLASS = 2
"""With one sound nothing can be learnt of what varies in a class, and none held out."""


@dataclass(frozen=True)
class ClassSummary:
    """What a class has: its usable sounds."""

    id: str
    n_sounds: int
    n_recordings: int
    shortest_s: float
    median_s: float
    longest_s: float


@dataclass(frozen=True)
class Inspection:
    """What a collection has."""

    folder: str
    n_sounds: int
    total_s: float
    classes: tuple[ClassSummary, ...]
    sample_rates_hz: dict[int, int]
    """How many usable sounds have which rate."""
    left_out: dict[str, int]
    """How many files are no part of the collection, by reason."""
    refused: tuple[str, ...]
    """One line for each sound or class that cannot be used."""
    warned: tuple[str, ...]
    """One line for each sound that is a twin of another, or that no stimulus is made from."""


def inspect_collection(folder: Path) -> Inspection:
    """Read every sound of a collection in any layout.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the collection.

    Returns
    -------
    Inspection
        Broken, empty and silent sounds are counted nowhere but in `refused`.

    Raises
    ------
    GeneratorError
        The folder is no collection, or files of its table are missing.
    """
    collection = read_collection(folder, layout_of(folder))
    durations_s: dict[Sound, float] = {}
    rates: Counter[int] = Counter()
    refused: list[str] = []
    warned: list[str] = []
    first_with: dict[str, Sound] = {}
    for sound in tqdm(collection.sounds, desc="sounds", unit="sound", disable=None, leave=False):
        try:
            y = sound.audio()
        except AscoltoError as error:
            refused.append(str(error))
            continue
        header = sf.info(sound.path)
        durations_s[sound] = header.frames / header.samplerate - sound.start_s
        rates[header.samplerate] += 1
        n_clipped = n_clipped_samples(y)
        if n_clipped:
            warned.append(f"{sound.path}: {n_clipped} samples are clipped at full scale. No stimulus is made from it.")
        twin = first_with.setdefault(sound_hash(y), sound)
        if twin is not sound and twin.recording != sound.recording:
            warned.append(
                f"{sound.path}: holds the same sound as {twin.path}. Leave one out, or give both one recording."
            )
    classes = [_summary(class_id, durations_s) for class_id in collection.class_ids]
    refused += [
        f"class '{summary.id}' has {_sounds(summary.n_sounds)} that can be used, "
        f"at least {LEAST_SOUNDS_PER_CLASS} are needed."
        for summary in classes
        if summary.n_sounds < LEAST_SOUNDS_PER_CLASS
    ]
    return Inspection(
        folder=str(folder),
        n_sounds=len(durations_s),
        total_s=sum(durations_s.values()),
        classes=tuple(classes),
        sample_rates_hz=dict(sorted(rates.items())),
        left_out=dict(collection.left_out),
        refused=tuple(refused),
        warned=tuple(warned),
    )


def _sounds(n: int) -> str:
    return f"{n} sound" if n == 1 else f"{n} sounds"


def _summary(class_id: str, durations_s: dict[Sound, float]) -> ClassSummary:
    sounds = [sound for sound in durations_s if sound.sound_class == class_id]
    of_class = sorted(durations_s[sound] for sound in sounds)
    n_recordings = len({sound.recording for sound in sounds})
    return ClassSummary(class_id, len(sounds), n_recordings, *_extremes(of_class))


def _extremes(ordered: Sequence[float]) -> tuple[float, float, float]:
    return (ordered[0], ordered[len(ordered) // 2], ordered[-1]) if ordered else (0.0, 0.0, 0.0)
