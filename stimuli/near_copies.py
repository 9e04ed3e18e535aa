"""Near-copies of training sounds: a model that has learned its sounds by heart generates nothing."""

from collections.abc import Iterator
from pathlib import Path

from stimuli.audio import Audio
from stimuli.errors import StimulusError
from stimuli.manifest import Manifest, Stimulus
from stimuli.prints import Prints, read_prints
from study.faults import Fault
from study.files import sha256_of

PRINTS_NAME = "training.npz"
"""Beside the manifest of a set with new sounds: the prints of all sounds its model learned from."""

NEAR_COPY_DB = 2.0
"""A new sound nearer than this to a training sound is a copy. Between what was measured: 120 copies in 16 bits, with
fades or with noise 30 dB down were at most 1.8 dB from their originals, 81 recordings that the model had not heard at
least 2.5 dB from everything it had (median 8 to 11). Of 252 draws of a class one was nearer, at 1.98 dB, the others at
least 2.3 dB (median 5 to 7)."""

RECONSTRUCTED = "R2"
"""A reconstruction is meant to be its recording."""

DRAWN = ("R3", "prior")
"""What is drawn comes from no recording, whichever sound gave its class; the rest may be near its own ends."""


def is_new(stimulus: Stimulus) -> bool:
    """Whether a stimulus is one that the model made, and that no recording is meant to equal."""
    is_a_recording_again = stimulus.condition == RECONSTRUCTED or max(stimulus.weights, default=0) == 1
    return bool(stimulus.checkpoint) and not is_a_recording_again


class NearCopies:
    """Finds near-copies in a set, as far as its training sounds are known.

    Parameters
    ----------
    path : pathlib.Path
        The manifest's.
    manifest : Manifest
        What it says.
    """

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.faults: list[Fault] = []
        """What is wrong with the prints themselves."""
        self._prints: Prints | None = None
        if manifest.prints:
            file = path.parent / PRINTS_NAME
            try:
                self._prints = read_prints(file)
            except StimulusError as error:
                self.faults.append(Fault("changed", error.where, error.problem, error.cure))
            else:
                if sha256_of(file) != manifest.prints:
                    problem = "has changed since the set was rendered"
                    self.faults.append(Fault("changed", str(file), problem, "Render the set again."))

    def of(self, file: Path, y: Audio, sr: int, stimulus: Stimulus) -> Iterator[Fault]:
        """Yield the fault of a stimulus that is nearly a training sound."""
        if self._prints is None or not is_new(stimulus):
            return
        own = () if stimulus.condition in DRAWN else stimulus.recordings
        away_db, name = self._prints.nearest(y.mean(axis=1), sr, own)
        if away_db < NEAR_COPY_DB:
            problem = f"is nearly the training sound {name}, {away_db:.1f} dB from it, at least {NEAR_COPY_DB:g}"
            yield Fault("near copy", str(file), problem, "Train on more sounds, or for fewer epochs, and render again.")
