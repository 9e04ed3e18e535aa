"""A clean set to plant faults in, and a folder of sounds to import."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from stimuli.audio import write_flac
from stimuli.levels import fade, loudness_lufs, set_level
from stimuli.manifest import Manifest, Stimulus, write_manifest
from study.files import sha256_of

SR = 16_000


def chirp(number: int, seconds: float = 1.0) -> np.ndarray:
    """Return a gliding tone; each number sounds different."""
    t = np.arange(round(seconds * SR)) / SR
    return fade(0.3 * np.sin(2 * np.pi * (200 + 70 * number) * t * (1 + 0.3 * t)), SR, 0.01, 0.05)


@dataclass
class CleanSet:
    """A set without faults, and how to change it."""

    manifest: Path
    content: Manifest

    def rewrite(self, at: int, **fields: object) -> None:
        """Change fields of one stimulus in the manifest."""
        stimuli = list(self.content.stimuli)
        stimuli[at] = stimuli[at].model_copy(update=fields)
        self.content = self.content.model_copy(update={"stimuli": tuple(stimuli)})
        write_manifest(self.manifest.parent, self.content)

    def replace(self, at: int, y: np.ndarray, sr: int = SR) -> None:
        """Put another sound into one file, with a manifest that says so."""
        file = write_flac(self.manifest.parent / self.content.stimuli[at].file, y, sr)
        self.rewrite(at, sha256=sha256_of(file), duration_s=len(y) / sr)


@pytest.fixture
def clean_set(tmp_path: Path) -> CleanSet:
    """Give a levelled set of four rungs of two sounds, with meaningless names."""
    folder = tmp_path / "ladder"
    sounds, reached_lufs = set_level([chirp(number) for number in range(8)], SR, -23.0)
    names = ["e1", "07", "b3", "9c", "4d", "2a", "d8", "60"]
    stimuli = tuple(
        Stimulus(
            id=f"s-{name}",
            file=f"{name}.flac",
            sha256=sha256_of(write_flac(folder / f"{name}.flac", y, SR)),
            duration_s=len(y) / SR,
            loudness_lufs=loudness_lufs(y, SR),
            role="reference" if number % 4 == 0 else "test",
            condition=f"R{number % 4}",
            source=f"sound-{number // 4}",
            intended_start=("violin", "oboe")[number // 4],
            recordings=("violin 55", "oboe 72")[number // 4 : number // 4 + 1],
        )
        for number, (name, y) in enumerate(zip(names, sounds, strict=True))
    )
    content = Manifest(
        set="ladder",
        kind="single",
        sample_rate_hz=SR,
        loudness_lufs=reached_lufs,
        made_by="the tests",
        stimuli=stimuli,
    )
    return CleanSet(write_manifest(folder, content), content)
