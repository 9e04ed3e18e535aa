"""What can be wrong with one sound, found on its samples before anyone hears it."""

import numpy as np

from stimuli.audio import Audio
from stimuli.levels import LEVEL_TOLERANCE_LU, MAX_TRUE_PEAK_DBTP, loudness_lufs, true_peak_dbtp
from study.faults import Fault

SILENCE_DBFS = -80.0
"""Peak under which a sound counts as silent: near the last bit of a 16-bit file (-90 dBFS). Our choice."""

CLIPPED_PEAK = 0.999
CLIPPED_RUN = 3
"""So many samples in a row at full scale are clipping. Our choice: one or two also come of normalising."""

MAX_DC_TO_RMS = 0.1
"""Mean over root mean square: at most 1 % of the power may be an offset. Our choice: recordings have far less."""

PEAK_TOLERANCE_DB = 0.02
"""Rounding to 16 bits may raise a peak by so much."""

LENGTH_TOLERANCE_S = 0.001


def check_sound(
    y: Audio,
    sr: int,
    name: str = "sound",
    expected_lufs: float | None = None,
    expected_s: float | None = None,
) -> list[Fault]:
    """Find what is wrong with a sound.

    Clipping is found at full scale only: look at a recording before it is turned down.

    Parameters
    ----------
    y : numpy.ndarray of shape (n_samples,) or (n_samples, n_channels)
        The sound.
    sr : int
        Sample rate in Hz.
    name : str
        What to call the sound.
    expected_lufs : float, optional
        Loudness it must have within 0.1 LU; its true peak must then be under -1 dBTP.
    expected_s : float, optional
        Duration it must have within 1 ms.

    Returns
    -------
    list of Fault
        Of the kinds "not a number", "silent", "clipped", "DC offset", "wrong level", "true peak" and
        "wrong length"; empty for a good sound.

    Examples
    --------
    >>> t = np.arange(22_050) / 22_050
    >>> check_sound(0.1 * np.sin(2 * np.pi * 440 * t), 22_050, expected_s=1.0)
    []
    >>> print(check_sound(np.zeros(22_050), 22_050, "a3.flac")[0])
    a3.flac: is silent, got a peak of -inf dBFS, at least -80. Make it again, or leave it out.
    """
    again = "Make it again, or leave it out."
    if not np.isfinite(y).all():
        n_bad = int(np.count_nonzero(~np.isfinite(y)))
        return [Fault("not a number", name, f"{n_bad} of {y.size} samples are not numbers", again)]
    peak = float(np.abs(y).max(initial=0.0))
    if peak < 10 ** (SILENCE_DBFS / 20):
        peak_dbfs = 20 * np.log10(peak) if peak else -np.inf
        problem = f"is silent, got a peak of {peak_dbfs:.0f} dBFS, at least {SILENCE_DBFS:.0f}"
        return [Fault("silent", name, problem, again)]
    faults: list[Fault] = []
    n_clipped = n_clipped_samples(y)
    if n_clipped:
        faults.append(
            Fault("clipped", name, f"{n_clipped} samples are clipped at full scale", "Record or render it lower.")
        )
    dc_to_rms = float((np.abs(y.mean(axis=0)) / np.sqrt(np.mean(y**2, axis=0)).clip(min=1e-12)).max())
    if dc_to_rms > MAX_DC_TO_RMS:
        problem = f"has a DC offset, got {dc_to_rms:.2g} of its rms, at most {MAX_DC_TO_RMS:g}"
        faults.append(Fault("DC offset", name, problem, "Subtract its mean."))
    if expected_lufs is not None:
        faults += _level_faults(y, sr, name, expected_lufs)
    if expected_s is not None and abs(len(y) / sr - expected_s) > LENGTH_TOLERANCE_S:
        problem = f"has a wrong length, got {len(y) / sr:.3f} s, expected {expected_s:.3f} s"
        faults.append(Fault("wrong length", name, problem, "Make it again."))
    return faults


def n_clipped_samples(y: Audio) -> int:
    """Count the samples in runs of at least three at full scale.

    Examples
    --------
    >>> n_clipped_samples(np.array([0.1, 1.0, 0.2, -1.0, -1.0, -1.0, 0.0]))
    3
    """
    n_clipped = 0
    for channel in y.reshape(len(y), -1).T:
        for side in (channel, -channel):
            edges = np.flatnonzero(np.diff(np.concatenate([[0], side >= CLIPPED_PEAK, [0]]).astype(int)))
            runs = edges[1::2] - edges[::2]
            n_clipped += int(runs[runs >= CLIPPED_RUN].sum())
    return n_clipped


def _level_faults(y: Audio, sr: int, name: str, expected_lufs: float) -> list[Fault]:
    faults = []
    lufs, peak_dbtp = loudness_lufs(y, sr, name), true_peak_dbtp(y)
    if abs(lufs - expected_lufs) > LEVEL_TOLERANCE_LU:
        problem = f"has a wrong level, got {lufs:.1f} LUFS, expected {expected_lufs:.1f}"
        faults.append(Fault("wrong level", name, problem, "Set the level of the whole set again."))
    if peak_dbtp > MAX_TRUE_PEAK_DBTP + PEAK_TOLERANCE_DB:
        problem = f"peaks at {peak_dbtp:.1f} dBTP, at most {MAX_TRUE_PEAK_DBTP:.0f}"
        faults.append(Fault("true peak", name, problem, "Lower the level of the whole set."))
    return faults
