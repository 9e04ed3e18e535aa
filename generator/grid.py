"""The grid of the slides: which batch sizes, learning rates and numbers of epochs are tried.

An epoch count is a checkpoint of a longer training, so that the 36 combinations take nine trainings.
"""

from dataclasses import dataclass, replace
from itertools import product

from generator.collection import Collection
from generator.errors import GeneratorError
from generator.instruments import INSTRUMENTS
from generator.presets import PRESETS, Preset


@dataclass(frozen=True)
class Grid:
    """What is tried; as the slides have it, or any part of it."""

    batch_sizes: tuple[int, ...] = (64, 128, 256)
    learning_rates: tuple[float, ...] = (1e-4, 5e-4, 1e-3)
    epochs: tuple[int, ...] = (100, 250, 500, 1000)

    @property
    def trainings(self) -> list[tuple[int, float]]:
        """Batch size and learning rate of each training.

        Examples
        --------
        >>> len(Grid().trainings), Grid().n_combinations
        (9, 36)
        """
        return list(product(self.batch_sizes, self.learning_rates))

    @property
    def n_combinations(self) -> int:
        """How many results the trainings give."""
        return len(self.trainings) * len(self.epochs)


def preset_at(preset: Preset, batch_size: int, learning_rate: float, epochs: int) -> Preset:
    """Return a preset at one place of the grid."""
    return replace(preset, batch_size=batch_size, learning_rate=learning_rate, epochs=epochs)


def slides_preset(collection: Collection) -> Preset:
    """Return the slides' preset for a collection: the harmonic one where every class is one of its instruments.

    Examples
    --------
    >>> from pathlib import Path
    >>> from stimuli.manifest import SoundClass
    >>> [
    ...     slides_preset(Collection(Path(), (), (SoundClass(id="oboe"), SoundClass(id=other)))).name
    ...     for other in ("flute", "thunder")
    ... ]
    ['slides-harmonic', 'slides-non-harmonic']
    """
    is_harmonic = set(collection.class_ids) <= {instrument.id for instrument in INSTRUMENTS}
    return PRESETS["slides-harmonic" if is_harmonic else "slides-non-harmonic"]


def check_preset(preset: Preset) -> None:
    """Refuse a preset whose epochs are no checkpoints of one training.

    Raises
    ------
    GeneratorError
        Its learning rate falls towards the last epoch.
    """
    if preset.schedule != "constant":
        problem = f"the learning rate of '{preset.name}' falls towards the last epoch, so epochs are no checkpoints"
        raise GeneratorError("--preset", problem, "Sweep slides-harmonic or slides-non-harmonic.")
