"""Quality control of a whole set: manifest and files, before anyone hears them."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from stimuli.alike_ends import MorphEnds
from stimuli.audio import Audio, read_channels
from stimuli.errors import StimulusError
from stimuli.flac_tags import tags_of
from stimuli.manifest import Manifest, Stimulus, read_manifest
from stimuli.near_copies import NearCopies, is_new
from stimuli.sound_check import LENGTH_TOLERANCE_S, check_sound
from study.faults import Fault
from study.files import sha256_of

AGAIN = "Make the set again, or restore the file."


def check_set(path: Path) -> list[Fault]:
    """Find what is wrong with a stimulus set.

    Parameters
    ----------
    path : pathlib.Path
        The manifest.

    Returns
    -------
    list of Fault
        Of the kinds of :func:`stimuli.sound_check.check_sound`, and "missing", "changed", "unreadable",
        "sample rate", "duplicate", "revealing name", "revealing tag", "near copy" and "alike ends"; empty for
        a good set.

    Raises
    ------
    StimulusError
        There is no manifest, or it is not one.
    """
    manifest = read_manifest(path)
    faults = [*_repeated_names(path, manifest), *_revealing_names(path, manifest), *_unequal_lengths(path, manifest)]
    near_copies, ends = NearCopies(path, manifest), MorphEnds()
    faults += near_copies.faults
    first_with: dict[str, str] = {}
    for stimulus in manifest.stimuli:
        file = path.parent / stimulus.file
        if not file.is_file():
            faults.append(Fault("missing", str(file), "is missing", AGAIN))
            continue
        found = sha256_of(file)
        if found != stimulus.sha256:
            problem = f"has changed since it was made (sha256 {found[:4]}…, expected {stimulus.sha256[:4]}…)"
            faults.append(Fault("changed", str(file), problem, AGAIN))
        try:
            y, sr = read_channels(file)
        except StimulusError as error:
            faults.append(Fault("unreadable", error.where, error.problem, AGAIN))
            continue
        faults += _faults_of_file(file, y, sr, manifest, stimulus)
        twin = first_with.setdefault(sound_hash(y), stimulus.file)
        if twin != stimulus.file:
            faults.append(Fault("duplicate", str(file), f"holds the same sound as {twin}", "Leave one of them out."))
        faults += near_copies.of(file, y, sr, stimulus)
        if manifest.kind == "morph":
            faults += ends.of(file, y, sr, stimulus)
    return [*faults, *ends.of_steps()]


def unchecked(manifest: Manifest) -> str:
    """Say what :func:`check_set` cannot find in a set; blank where it looks for everything.

    Examples
    --------
    >>> one = Stimulus(id="x", file="x.flac", sha256="", duration_s=1, loudness_lufs=-23, checkpoint="c0ffee")
    >>> made = Manifest(set="s", kind="single", sample_rate_hz=8000, loudness_lufs=-23, made_by="me", stimuli=(one,))
    >>> unchecked(made)
    'copies of training sounds, because the set has no prints of them'
    """
    if manifest.kind == "imported":
        return "copies of training sounds, equal lengths and ends that sound alike, because the set was imported"
    if not manifest.prints and any(map(is_new, manifest.stimuli)):
        return "copies of training sounds, because the set has no prints of them"
    return ""


def sound_hash(y: Audio) -> str:
    """Return a hash of a sound's samples, to find equal sounds whatever their file's name, format or tags.

    Parameters
    ----------
    y : numpy.ndarray of shape (n_samples,) or (n_samples, n_channels)
        The sound; compared to 16 bits.

    Examples
    --------
    >>> sound_hash(np.array([0.5, -0.5])) == sound_hash(np.array([0.500001, -0.5]))
    True
    """
    return hashlib.sha256(np.round(y * 2**15).astype("<i4").tobytes()).hexdigest()


def revealing_words(manifest: Manifest) -> set[str]:
    """Return the words a file name or id of the set must not hold: roles, conditions, classes, sources, recordings.

    Numbers are left out: a system called "2" does not make every name with a 2 in it revealing.

    Examples
    --------
    >>> one = Stimulus(id="x", file="x.flac", sha256="", duration_s=1, loudness_lufs=-23, condition="R2 model")
    >>> made = Manifest(set="s", kind="single", sample_rate_hz=8000, loudness_lufs=-23, made_by="me", stimuli=(one,))
    >>> sorted(revealing_words(made))
    ['anchor', 'model', 'practice', 'r2', 'reference']
    """
    texts = ["reference anchor practice"]
    for one in manifest.stimuli:
        texts += [one.condition, one.source, one.intended_start, one.intended_end, *one.recordings]
    return {word for text in texts for word in _words(text) if not word.isdigit()}


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _revealing_names(path: Path, manifest: Manifest) -> Iterator[Fault]:
    telling = revealing_words(manifest)
    for stimulus in manifest.stimuli:
        for name in (Path(stimulus.file).stem, stimulus.id):
            told = telling.intersection(_words(name))
            if told:
                problem = f"the name '{name}' tells '{min(told)}'"
                yield Fault("revealing name", str(path), problem, "Give the stimulus a name without meaning.")
                break


def _repeated_names(path: Path, manifest: Manifest) -> Iterator[Fault]:
    for noun, names in (("id", [one.id for one in manifest.stimuli]), ("file", [one.file for one in manifest.stimuli])):
        for name, count in Counter(names).items():
            if count > 1:
                yield Fault("duplicate", str(path), f"the {noun} '{name}' stands {count} times", "Make the set again.")


def _unequal_lengths(path: Path, manifest: Manifest) -> Iterator[Fault]:
    """Hold rendered stimuli to one length, so that it tells nothing; imported ones are as they are."""
    if manifest.kind == "imported":
        return
    usual_s = Counter(round(one.duration_s, 3) for one in manifest.stimuli).most_common(1)[0][0]
    for stimulus in manifest.stimuli:
        if abs(stimulus.duration_s - usual_s) > LENGTH_TOLERANCE_S:
            problem = f"has a wrong length, got {stimulus.duration_s:.3f} s, the others have {usual_s:.3f} s"
            yield Fault("wrong length", str(path.parent / stimulus.file), problem, "Make the set again.")


def _faults_of_file(file: Path, y: Audio, sr: int, manifest: Manifest, stimulus: Stimulus) -> Iterator[Fault]:
    if sr != manifest.sample_rate_hz:
        yield Fault("sample rate", str(file), f"has {sr} Hz, the set has {manifest.sample_rate_hz} Hz", AGAIN)
    for tag in tags_of(file):
        yield Fault(
            "revealing tag", str(file), f"carries a tag, got '{tag}'", "Make the set again: its files have none."
        )
    # An example of a class may be quieter than what is judged: its peaks shall make no set quiet.
    level_lufs = None if stimulus.role == "example" else manifest.loudness_lufs
    yield from check_sound(y, sr, str(file), level_lufs, stimulus.duration_s)
