"""Find the recordings behind the samples of one or more soundfonts.

A font cuts one recording into a left and a right sample, and one font takes over the samples of
another, as they are or equalised and retuned. All of these are one recording: a model that has
learnt from one of them has heard them all.
"""

import re
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from generator.audio import Audio
from generator.soundfont import Sample, SoundFont

Spectrum = NDArray[np.complex128]

Place = tuple[int, int]
"""A sample: position of its font, index in it."""

COPY_CORRELATION = 0.9
"""Least correlation of a copy with its original. Measured over the seven instruments in FluidR3 and
MuseScore General: plain copies 1.00, equalised ones at least 0.91, different notes at most 0.53.
Retuned copies (six notes of the violin) correlate less and are found by their names."""

COMPARED_SAMPLES = 16384
"""How much of two waveforms is compared; copies keep the beginning of a note, which differs most."""


def recordings_of(fonts: Sequence[SoundFont], program: int) -> dict[Place, str]:
    """Name the recording of each sample that a program of some fonts uses.

    Two samples are one recording when their names differ only in the mark of the channel, as in
    ``Oboe G4(L)`` and ``Oboe G4(R)``, or when their waveforms are equal but for level and filter.

    Parameters
    ----------
    fonts : sequence of SoundFont
        The fonts; the first that has a recording names it.
    program : int
        General MIDI program, from 0.

    Returns
    -------
    dict
        Recording by (position of the font, index of the sample).
    """
    groups: dict[str, list[Place]] = {}
    for position, font in enumerate(fonts):
        for sample in _samples(font, program):
            groups.setdefault(_plain_name(sample), []).append((position, sample.index))
    names = {name: name for name in groups}
    for name, copy in _copies(fonts, groups):
        names[copy] = names[name]
    return {place: names[name] for name, places in groups.items() for place in places}


def spectrum(y: Audio) -> Spectrum:
    """Return the spectrum of the beginning of a waveform at unit energy, padded so that shifts do not wrap."""
    beginning = y[:COMPARED_SAMPLES].astype(np.float64)
    energy = float(np.dot(beginning, beginning))
    return np.asarray(np.fft.rfft(beginning / energy**0.5 if energy else beginning, 2 * COMPARED_SAMPLES))


def correlation(a: Spectrum, b: Spectrum) -> float:
    """Return the largest normalised correlation over all shifts, without regard to sign.

    Parameters
    ----------
    a, b : numpy.ndarray of shape (n_bins,)
        What :func:`spectrum` gives for the two waveforms.

    Examples
    --------
    >>> y = np.random.default_rng(0).standard_normal(500).astype(np.float32)
    >>> round(correlation(spectrum(y), spectrum(-0.3 * y[100:])), 1)
    0.9
    """
    return float(np.abs(np.fft.irfft(a * np.conj(b))).max())


def _samples(font: SoundFont, program: int) -> Iterable[Sample]:
    return {zone.sample: None for zone in font.programs.get(program, ())}


def _plain_name(sample: Sample) -> str:
    return re.sub(r"\s*\(?[LR]\)?$", "", sample.name) if sample.is_stereo_side else sample.name


def _copies(fonts: Sequence[SoundFont], groups: dict[str, list[Place]]) -> Iterable[tuple[str, str]]:
    """Yield pairs of groups, the earlier first, that lie in different fonts and have one waveform."""
    spectra = {
        place: spectrum(fonts[place[0]].waveform(fonts[place[0]].samples[place[1]]))
        for places in groups.values()
        for place in places
    }
    names = list(groups)
    for position, name in enumerate(names):
        for copy in names[position + 1 :]:
            is_apart = {font for font, _ in groups[name]}.isdisjoint(font for font, _ in groups[copy])
            if is_apart and any(
                correlation(spectra[a], spectra[b]) >= COPY_CORRELATION for a in groups[name] for b in groups[copy]
            ):
                yield name, copy
