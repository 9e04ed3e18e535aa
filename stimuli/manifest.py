"""The manifest: what is in a stimulus set, and everything the analysis needs to know of it.

`stimuli/<set>/manifest.json` is written by rendering or import, read by the survey and by
quality control. File names reveal nothing; the manifest is the only key.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints, ValidationError

from stimuli.errors import StimulusError
from study.files import sha256_of, write_whole
from study.study_file import Translated

MANIFEST_NAME = "manifest.json"

Role = Literal["test", "reference", "anchor", "practice", "example"]

ROLES: Mapping[str, Role] = {
    "R0": "reference",
    "L1": "anchor",
    "L2": "anchor",
    "crossfade": "anchor",
    "hard-switch": "anchor",
    "shuffled": "anchor",
}
"""Role of a condition that rendering makes; every other one is a test."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class SoundClass(_Part):
    """A class of sounds as participants see it."""

    id: str
    """Name of the class in tables."""
    name: Translated = Translated()
    """Name that participants see."""
    definition: Translated = Translated()
    """What it means, in one line."""
    is_placeholder: bool = False
    """True for a class that Ascolto named, because the source does not name it."""


class Stimulus(_Part):
    """One audio file of the set."""

    id: str
    """Name of the stimulus in tables; it reveals nothing."""
    file: Annotated[str, StringConstraints(pattern=r"^[^/\\]+$")]
    """File name in the set's folder; it reveals nothing."""
    sha256: str
    """Hash of the file's bytes, 64 hexadecimal digits."""
    duration_s: Annotated[float, Field(gt=0)]
    """Length of the sound."""
    loudness_lufs: FiniteFloat
    """Integrated loudness (BS.1770)."""
    role: Role = "test"
    """Why it is played; practice does not count, and an example only shows what its class sounds like."""
    condition: str = ""
    """What is compared: rung of the ladder, path kind, anchor kind or system."""
    source: str = ""
    """What the stimulus was made from, where several conditions share it; the unit of `same sounds`."""
    intended_start: str = ""
    """Class the sound is, or starts as."""
    intended_end: str = ""
    """Class a morph ends as."""
    morph: str = ""
    """Id shared by all versions of one morph; blank for single sounds."""
    weight: Annotated[float, Field(ge=0, le=1)] | None = None
    """Position along the morph; null for a sweep, which runs from 0 to 1."""
    weights: tuple[float, ...] = ()
    """Weights of a blend of several sounds."""
    latent_distance: float | None = None
    """Distance between the latents of a morph's endpoints."""
    path: str = ""
    """Path that was taken: where the condition asks for a uniform one that is not better, the straight one."""
    path_length: float | None = None
    """Sum of the distances between successive rendered sounds, dB rms on log-mel, 40 dB of it."""
    path_ratio: float | None = None
    """Path length over the distance between the ends: 1 for the shortest way."""
    bump: float | None = None
    """Largest step over mean step."""
    step_variation: float | None = None
    """Coefficient of variation of the steps on log-mel: 0 for an even path."""
    mfcc_variation: float | None = None
    """The same on mel-frequency cepstral coefficients, the level left out."""
    loudness_variation: float | None = None
    """The same in specific loudness."""
    off_middle: float | None = None
    """How far the middle is from lying between the ends: |d(middle, A) / (d(middle, A) + d(middle, B)) - 1/2|."""
    ends_distance: float | None = None
    """Distance between the two ends as rendered, dB rms on log-mel."""
    endpoint_error: float | None = None
    """Mean distance of the two ends, as rendered, from their recordings, dB rms on log-mel."""
    checkpoint: str = ""
    """SHA-256 of the model checkpoint; blank where no model was used."""
    seed: int | None = None
    """Seed the stimulus was made with."""
    recordings: tuple[str, ...] = ()
    """Recordings the stimulus comes from."""
    original: str = ""
    """For imported stimuli: the file it was, relative to the folder that was imported."""
    is_good_example: bool | None = None
    """For practice: whether it is the clear good or the clear bad example."""


class Manifest(_Part):
    """A whole stimulus set."""

    schema_version: Literal[1] = 1
    """Version of this format."""
    set: str
    """Name of the set."""
    kind: Literal["single", "morph", "blend", "imported"]
    """What the stimuli are."""
    sample_rate_hz: Annotated[int, Field(gt=0)]
    """Rate of every file."""
    loudness_lufs: float | None
    """Common integrated loudness (BS.1770), null where the set was imported as it is."""
    true_peak_dbtp: float | None = None
    """Highest true peak of the set (BS.1770, annex 2)."""
    made_by: str
    """Program and version that made the set."""
    classes: tuple[SoundClass, ...] = ()
    """Classes that class questions offer."""
    prints: str = ""
    """SHA-256 of training.npz, the prints of the sounds the model learned from; blank where no new sounds are made."""
    stimuli: Annotated[tuple[Stimulus, ...], Field(min_length=1)]
    """One entry for each file."""

    def with_role(self, *roles: Role) -> tuple[Stimulus, ...]:
        """Return the stimuli that have one of these roles."""
        return tuple(stimulus for stimulus in self.stimuli if stimulus.role in roles)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest; the audio files are checked by :func:`verify_files`.

    Raises
    ------
    StimulusError
        The file is missing or not a manifest.
    """
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise StimulusError(
            path, "there is no manifest", "Make the set with 'ascolto render' or 'ascolto stimuli import'."
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "content"
        raise StimulusError(
            path, f"{place}: {first['msg'].lower()}", "Make the set again, or restore the file."
        ) from None


def write_manifest(folder: Path, manifest: Manifest) -> Path:
    """Write the manifest of a set, whole or not at all; return its path."""
    path = folder / MANIFEST_NAME
    with write_whole(path) as partial:
        partial.write_text(manifest.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return path


def verify_files(path: Path, manifest: Manifest) -> None:
    """Check that every file of the set is there and unchanged.

    Raises
    ------
    StimulusError
        The first file that is missing or whose SHA-256 differs, by name.
    """
    for stimulus in manifest.stimuli:
        file = path.parent / stimulus.file
        if not file.is_file():
            raise StimulusError(path, f"{stimulus.file} is missing", "Render the set again, or restore the file.")
        found = sha256_of(file)
        if found != stimulus.sha256:
            raise StimulusError(
                path,
                f"{stimulus.file} has changed since it was made (sha256 {found[:4]}…, expected {stimulus.sha256[:4]}…)",
                "Render the set again, or restore the file.",
            )
