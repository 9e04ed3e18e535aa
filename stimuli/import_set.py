"""Make a stimulus set of any folder of audio.

The files are read one at a time, twice: first everything is measured and checked, then the set
is written into a temporary folder that gets its name at the end.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

import numpy as np
import soundfile

from stimuli.audio import Audio, read_channels, resample, write_flac
from stimuli.errors import StimulusError
from stimuli.import_table import ImportRow
from stimuli.levels import Level, level_of, reachable_lufs
from stimuli.manifest import Manifest, SoundClass, Stimulus, write_manifest
from stimuli.quality import sound_hash
from stimuli.sound_check import check_sound
from study.faults import Fault, error_of
from study.files import sha256_of, write_whole_folder
from study.study_file import Translated

MAX_SAMPLE_RATE_HZ = 48_000
"""Rate that browsers play; more is of no use to a participant."""

MAX_CHANNELS = 8
"""FLAC's limit (RFC 9639)."""

_COARSE = frozenset({"PCM_16", "PCM_S8", "PCM_U8", "VORBIS", "OPUS"})
"""Kinds of samples (and MPEG's) that 16 bits hold without loss that is heard; others are kept at 24 bits."""


@dataclass(frozen=True)
class Form:
    """The form all files of the set get."""

    sample_rate_hz: int
    n_channels: int
    bits: Literal[16, 24]


@dataclass(frozen=True)
class ImportedSet:
    """A set that was written, and what was done to its sounds."""

    manifest: Manifest
    notes: tuple[str, ...]
    warnings: tuple[Fault, ...]


@dataclass(frozen=True)
class _Measured:
    row: ImportRow
    sound_hash: str
    level: Level


def import_set(rows: Sequence[ImportRow], folder: Path, level_lufs: float | None = None) -> ImportedSet:
    """Write a stimulus set, whole or not at all.

    Parameters
    ----------
    rows : sequence of ImportRow
        What to import.
    folder : pathlib.Path
        Folder of the set, which must not exist; its name is the set's.
    level_lufs : float, optional
        Common integrated loudness; without it the sounds keep their levels.

    Returns
    -------
    ImportedSet
        The manifest, what was done in words, and faults that do not forbid the set: clipping and DC offset
        may be what is compared.

    Raises
    ------
    StimulusError
        The folder exists, or files are broken; all problems at once.
    """
    if folder.exists():
        raise StimulusError(folder, "there is a set here already", "Remove it, or give another name with --set.")
    form, notes = _common_form(rows)
    measured, warnings = _measure(rows, form, is_levelled=level_lufs is not None)
    gains_db, reached_lufs = _gains_db(measured, level_lufs)
    if level_lufs is not None and reached_lufs != level_lufs:
        notes.append(f"level: {reached_lufs:.2f} LUFS, the highest at which no true peak passes -1 dBTP")
    with write_whole_folder(folder) as partial:
        stimuli = [
            _write(one, gain_db, form, partial, folder.name) for one, gain_db in zip(measured, gains_db, strict=True)
        ]
        classes = sorted({name for row in rows for name in (row.class_start, row.class_end) if name})
        manifest = Manifest(
            set=folder.name,
            kind="imported",
            sample_rate_hz=form.sample_rate_hz,
            loudness_lufs=reached_lufs,
            true_peak_dbtp=round(max(m.level.peak_dbtp + g for m, g in zip(measured, gains_db, strict=True)), 2),
            made_by=f"ascolto {version('ascolto')}, stimuli import",
            classes=tuple(SoundClass(id=name, name=Translated(en=name, it=name)) for name in classes),
            stimuli=tuple(sorted(stimuli, key=lambda stimulus: stimulus.id)),
        )
        write_manifest(partial, manifest)
    return ImportedSet(manifest, tuple(notes), tuple(warnings))


def _common_form(rows: Sequence[ImportRow]) -> tuple[Form, list[str]]:
    """Choose rate, channels and resolution from the files' headers, and say where files are changed."""
    infos, faults = [], []
    for row in rows:
        try:
            info = soundfile.info(row.path)
        except (soundfile.LibsndfileError, RuntimeError):
            problem = f"'{row.file}' cannot be read as audio"
            faults.append(Fault("unreadable", row.place, problem, "Export it again, as WAV or FLAC."))
            continue
        if info.channels > MAX_CHANNELS:
            problem = f"'{row.file}' has {info.channels} channels, at most {MAX_CHANNELS}"
            faults.append(Fault("channels", row.place, problem, "Mix it down, or leave it out."))
        infos.append(info)
    if faults:
        raise error_of(faults, StimulusError)
    rates = {info.samplerate for info in infos}
    channels = {info.channels for info in infos}
    is_coarse = all(info.subtype in _COARSE or info.subtype.startswith("MPEG") for info in infos)
    form = Form(
        sample_rate_hz=min(max(rates), MAX_SAMPLE_RATE_HZ),
        n_channels=channels.pop() if len(channels) == 1 else 1,
        bits=16 if is_coarse else 24,
    )
    notes = []
    n_resampled = sum(info.samplerate != form.sample_rate_hz for info in infos)
    if n_resampled:
        highest = f"{form.sample_rate_hz} Hz, the highest rate among them (at most {MAX_SAMPLE_RATE_HZ})"
        notes.append(f"rate: {n_resampled} of {len(infos)} files resampled to {highest}")
    n_mixed = sum(info.channels != form.n_channels for info in infos)
    if n_mixed:
        notes.append(f"channels: {n_mixed} of {len(infos)} files mixed down to mono, because not all have as many")
    return form, notes


def _read(row: ImportRow, form: Form) -> Audio:
    channels, sr = read_channels(row.path)
    if channels.shape[1] != form.n_channels:
        channels = channels.mean(axis=1, keepdims=True)
    return resample(channels, sr, form.sample_rate_hz)


def _measure(rows: Sequence[ImportRow], form: Form, is_levelled: bool) -> tuple[list[_Measured], list[Fault]]:
    measured: list[_Measured] = []
    faults: list[Fault] = []
    first_with: dict[str, ImportRow] = {}
    for row in rows:
        try:
            y = _read(row, form)
        except StimulusError as error:
            faults.append(Fault("unreadable", row.place, f"'{row.file}' {error.problem}", error.cure))
            continue
        name = f"{row.place}: '{row.file}'"
        found = check_sound(y, form.sample_rate_hz, name)
        faults += found
        if any(fault.kind == "silent" for fault in found):
            continue
        peak = float(np.abs(y).max())
        if peak > 1 and not is_levelled:
            problem = f"would be clipped in a FLAC file, got a peak of {peak:.2f}, at most 1"
            faults.append(Fault("too loud", name, problem, "Ask for a level, such as --level -23."))
        twin = first_with.setdefault(sound_hash(y), row)
        if twin is not row:
            problem = f"holds the same sound as '{twin.file}'"
            faults.append(Fault("duplicate", name, problem, "Leave one of them out."))
        measured.append(_Measured(row, sound_hash(y), level_of(y, form.sample_rate_hz, name)))
    warnings = [fault for fault in faults if fault.kind in ("clipped", "DC offset")]
    refused = [fault for fault in faults if fault not in warnings]
    if refused:
        raise error_of(refused, StimulusError)
    return measured, warnings


def _gains_db(measured: Sequence[_Measured], level_lufs: float | None) -> tuple[list[float], float | None]:
    if level_lufs is None:
        return [0.0] * len(measured), None
    reached_lufs = reachable_lufs([one.level for one in measured], level_lufs)
    return [reached_lufs - one.level.lufs for one in measured], reached_lufs


def _write(one: _Measured, gain_db: float, form: Form, folder: Path, set_name: str) -> Stimulus:
    row = one.row
    # From set and sound alone: the order of the names says nothing, and the same import gives the same names.
    stimulus_id = hashlib.sha256(f"{set_name} {one.sound_hash}".encode()).hexdigest()[:10]
    y = _read(row, form) * 10 ** (gain_db / 20)
    file = write_flac(folder / f"{stimulus_id}.flac", y, form.sample_rate_hz, form.bits)
    return Stimulus(
        id=stimulus_id,
        file=file.name,
        sha256=sha256_of(file),
        duration_s=len(y) / form.sample_rate_hz,
        loudness_lufs=round(one.level.lufs + gain_db, 2),
        role=row.role,
        condition=row.condition,
        source=row.source,
        intended_start=row.class_start,
        intended_end=row.class_end,
        morph=row.source if row.class_end else "",
        weight=row.weight,
        original=row.file,
    )
