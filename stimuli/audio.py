"""Read any sound file, write FLAC, change the sample rate.

Sounds are float64 arrays in [-1, 1]: ``(n_samples,)`` for one channel, ``(n_samples, n_channels)``
where channels matter.
"""

from math import gcd
from pathlib import Path
from typing import Literal

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy.signal import resample_poly

from stimuli.errors import StimulusError
from study.files import write_whole

Audio = NDArray[np.float64]

STREAMED = 0x7FFF0000
"""A WAV or AIFF header that declares 2 GB or more was written to a pipe by a program that could not know the size."""


FIRST_FRAME = 200
"""Bytes in which the count of an MP3 stands: after a header of 4 and side information of at most 32."""

LEAST_DECODED = 0.99
"""Part of the frames that an MP3 counts which must be there; encoders differ by a few in what they count."""


def read_channels(path: Path) -> tuple[Audio, int]:
    """Read a sound file with all its channels.

    Parameters
    ----------
    path : pathlib.Path
        A file in any format libsndfile reads: WAV, FLAC, OGG, MP3, AIFF, ...

    Returns
    -------
    channels : numpy.ndarray of shape (n_samples, n_channels)
        The sound, float64.
    sr : int
        Sample rate in Hz.

    Raises
    ------
    StimulusError
        The file is missing, no audio, cut off, without samples, or holds values that are not numbers.
    """
    if not path.is_file():
        raise StimulusError(path, "there is no such file", "Correct the name, or put the file there.")
    if path.stat().st_size == 0:
        raise StimulusError(path, "is empty, got 0 bytes", "Copy or download it again, or leave it out.")
    missing = n_missing_bytes(path)
    if missing:
        raise StimulusError(path, f"is cut off: its last {missing} bytes are missing", "Copy or download it again.")
    try:
        channels, sr = soundfile.read(path, dtype="float64", always_2d=True)
    except (soundfile.LibsndfileError, RuntimeError) as error:
        reason = str(getattr(error, "error_string", error)).strip().rstrip(".")
        raise StimulusError(path, f"cannot be read as audio ({reason})", "Export it again, as WAV or FLAC.") from None
    if counts_its_frames(path) and len(channels) < LEAST_DECODED * (declared := soundfile.info(path).frames):
        problem = f"is cut off: {(declared - len(channels)) / sr:.1f} of {declared / sr:.1f} s are missing"
        raise StimulusError(path, problem, "Copy or download it again.")
    if len(channels) == 0:
        raise StimulusError(path, "holds no samples, got a length of 0 s", "Export it again, or leave it out.")
    n_bad = int(np.count_nonzero(~np.isfinite(channels)))
    if n_bad:
        raise StimulusError(
            path, f"{n_bad} of {channels.size} samples are not numbers", "Export it again, or leave it out."
        )
    return channels, sr


def n_missing_bytes(path: Path) -> int:
    """Return how many bytes a WAV or AIFF file lacks of what its header declares.

    libsndfile reads what is there as if it were whole. Of compressed files it refuses a cut FLAC itself;
    a cut MP3 is known by its own count of frames, where it has one (:func:`counts_its_frames`), a cut Ogg not always.

    Examples
    --------
    >>> path = write_flac(getfixture("tmp_path") / "a.flac", np.zeros(100), 22050)
    >>> n_missing_bytes(path)
    0
    """
    with path.open("rb") as handle:
        head = handle.read(8)
    orders: dict[bytes, Literal["little", "big"]] = {b"RIFF": "little", b"FORM": "big"}
    if len(head) < 8 or head[:4] not in orders:
        return 0
    declared = int.from_bytes(head[4:], orders[head[:4]])
    missing = declared + len(head) - path.stat().st_size
    return missing if declared < STREAMED and missing > 1 else 0  # some programs leave the padding byte out


def counts_its_frames(path: Path) -> bool:
    """Whether an MP3 says how long it is, in the "Xing" or "Info" block that encoders write into its first frame.

    Without one libsndfile guesses the length from the bit rate of the first frames, and may be far off.

    Examples
    --------
    >>> path = getfixture("tmp_path") / "a.mp3"
    >>> soundfile.write(path, np.zeros(4410), 44100)
    >>> counts_its_frames(path)
    True
    """
    with path.open("rb") as handle:
        head = handle.read(10)
        if head[:3] == b"ID3":  # a tag before the sound; its size has seven bits to the byte
            handle.seek(
                10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
            )
        else:
            handle.seek(0)
        first_frame = handle.read(FIRST_FRAME)
    return b"Xing" in first_frame or b"Info" in first_frame


def read_audio(path: Path) -> tuple[Audio, int]:
    """Read a sound file, mixed down to one channel (the mean of all).

    Parameters
    ----------
    path : pathlib.Path
        A file in any format libsndfile reads.

    Returns
    -------
    y : numpy.ndarray of shape (n_samples,)
        The sound, float64.
    sr : int
        Sample rate in Hz.

    Raises
    ------
    StimulusError
        As :func:`read_channels`.

    Examples
    --------
    >>> path = getfixture("tmp_path") / "a.flac"
    >>> _ = write_flac(path, np.zeros((100, 2)), 22050)
    >>> y, sr = read_audio(path)
    >>> y.shape, sr
    ((100,), 22050)
    """
    channels, sr = read_channels(path)
    return channels.mean(axis=1), sr


def write_flac(path: Path, y: Audio, sr: int, bits: Literal[16, 24] = 16) -> Path:
    """Write a sound as FLAC without tags, whole or not at all; the same samples give the same bytes.

    Parameters
    ----------
    path : pathlib.Path
        Where to; ends in ``.flac``.
    y : numpy.ndarray of shape (n_samples,) or (n_samples, n_channels)
        The sound, within [-1, 1].
    sr : int
        Sample rate in Hz.
    bits : {16, 24}
        Resolution.

    Returns
    -------
    pathlib.Path
        The path.

    Raises
    ------
    StimulusError
        The sound is empty, not all numbers, or would be clipped.
    """
    if y.size == 0 or not np.isfinite(y).all():
        raise StimulusError(path, "not written: the sound is empty or holds values that are not numbers")
    peak = float(np.abs(y).max())
    if peak > 1:
        raise StimulusError(
            path, f"not written: it would be clipped, got a peak of {peak:.3g}, at most 1", "Lower its level."
        )
    with write_whole(path) as partial:
        soundfile.write(partial, y, sr, format="FLAC", subtype=f"PCM_{bits}")
    return path


def resample(y: Audio, sr_from: int, sr_to: int) -> Audio:
    """Change the sample rate by a polyphase filter (`scipy.signal.resample_poly`).

    Parameters
    ----------
    y : numpy.ndarray of shape (n_samples,) or (n_samples, n_channels)
        The sound.
    sr_from, sr_to : int
        Sample rates in Hz.

    Returns
    -------
    numpy.ndarray
        The sound with ``ceil(n_samples * sr_to / sr_from)`` samples.

    Examples
    --------
    >>> resample(np.zeros(441), 44100, 22050).shape
    (221,)
    """
    if sr_from == sr_to:
        return y
    common = gcd(sr_from, sr_to)
    return np.asarray(resample_poly(y, sr_to // common, sr_from // common, axis=0), dtype=np.float64)
