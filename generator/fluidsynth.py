"""Render notes of a soundfont with the program FluidSynth, many in one run, without reverb and chorus."""

import re
import struct
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

import numpy as np
import soundfile as sf
import soxr

from generator.audio import SAMPLE_RATE_HZ, Audio, fit_length
from generator.errors import GeneratorError

RENDER_RATE_HZ = 44100
"""Rate of nearly all samples in the two fonts. FluidSynth does not filter when it lowers the rate, so it
renders at this one and soxr lowers it."""

SLOT_MS = 640
"""Notes begin at multiples of this: 441 whole buffers of FluidSynth (64 samples) at 44.1 kHz, so that
every note begins on its first sample. Equal runs are equal to the bit; a note among others may differ
at -40 dB, because voices keep a little state."""

LEAD_MS = SLOT_MS
"""Time between setting up a note and playing it, in which the previous one is cut off."""

RELEASE_S = 0.3
"""How long before its end a note is let go; releases take 0.1 to 0.4 s, and the end is faded."""

GAIN = 0.5
"""Gain of FluidSynth. Output is float and never limited, so it matters little."""

BEND_RANGE_CENTS = 200
"""Default range of the pitch wheel (General MIDI 1, RP-003) to either side."""

FAILURES = re.compile("Failed to load the SoundFont|not a SoundFont", re.IGNORECASE)
"""What FluidSynth says when it goes on without the font; its exit status is 0 all the same."""


@dataclass(frozen=True)
class Note:
    """What to play."""

    program: int
    key: int
    velocity: int
    cents: int
    """How much sharper than the key, within 200."""
    duration_s: float


def render_notes(font: Path, notes: Sequence[Note]) -> list[Audio]:
    """Play notes one after another in one run of FluidSynth and cut them apart.

    Parameters
    ----------
    font : pathlib.Path
        SoundFont.
    notes : sequence of Note
        At least one; a second of sound takes 0.35 MB in a temporary folder.

    Returns
    -------
    list of numpy.ndarray of shape (n_samples,)
        float32, mono (mean of both channels), 22050 Hz, each as long as its note; silent where the font is.

    Raises
    ------
    GeneratorError
        FluidSynth is not installed, or fails.
    """
    program = which("fluidsynth")
    if program is None:
        raise GeneratorError(
            "fluidsynth",
            "the program is not installed",
            "Install it with 'apt-get install fluidsynth' (Debian, Ubuntu) or 'brew install fluid-synth' (macOS).",
        )
    starts_ms = list(_starts_ms(notes))
    with TemporaryDirectory(prefix="ascolto-") as folder:
        score, sound = Path(folder) / "notes.mid", Path(folder) / "notes.wav"
        score.write_bytes(_midi_file(notes, starts_ms))
        options = ["-n", "-i", "-q", "-R", "0", "-C", "0", "-g", str(GAIN), "-r", str(RENDER_RATE_HZ)]
        options += ["-T", "wav", "-O", "float", "-o", "synth.dynamic-sample-loading=1"]
        options += ["-o", "synth.default-soundfont=", "-F", str(sound)]  # else it takes another font in silence
        run = subprocess.run([program, *options, str(font), str(score)], capture_output=True, text=True, check=False)
        failed = next((line for line in run.stderr.splitlines() if FAILURES.search(line)), None)
        if failed or run.returncode or not sound.exists():
            said = failed or (run.stderr.strip().splitlines() or ["no message"])[-1]
            raise GeneratorError(font, f"FluidSynth could not render it ({said})", "Install the font again.")
        with sf.SoundFile(sound) as rendered:
            return [_cut(rendered, start_ms, note.duration_s) for start_ms, note in zip(starts_ms, notes, strict=True)]


def _starts_ms(notes: Sequence[Note]) -> Iterator[int]:
    time_ms = 0
    for note in notes:
        time_ms += LEAD_MS
        yield time_ms
        time_ms += SLOT_MS * -int(-1000 * note.duration_s // SLOT_MS)


def _cut(rendered: sf.SoundFile, start_ms: int, duration_s: float) -> Audio:
    n_rendered = round(duration_s * RENDER_RATE_HZ)
    rendered.seek(start_ms * RENDER_RATE_HZ // 1000)
    channels = rendered.read(n_rendered, dtype="float32", always_2d=True, fill_value=0)
    y = soxr.resample(0.5 * (channels[:, 0] + channels[:, 1]), RENDER_RATE_HZ, SAMPLE_RATE_HZ)
    return fit_length(np.asarray(y, dtype=np.float32), round(duration_s * SAMPLE_RATE_HZ))


def _midi_file(notes: Sequence[Note], starts_ms: Sequence[int]) -> bytes:
    """Write a Standard MIDI File of format 0 in which a tick is a millisecond (the default tempo, 500 ticks a beat)."""
    events: list[tuple[int, bytes]] = []
    for note, start_ms in zip(notes, starts_ms, strict=True):
        wheel = 8192 + round(8192 * note.cents / BEND_RANGE_CENTS)
        end_ms = start_ms + max(1, round(1000 * (note.duration_s - RELEASE_S)))
        events += [
            (start_ms - LEAD_MS, bytes([0xB0, 120, 0])),
            (start_ms - LEAD_MS, bytes([0xB0, 121, 0])),
            (start_ms - LEAD_MS, bytes([0xC0, note.program])),
            (start_ms - LEAD_MS, bytes([0xE0, wheel & 0x7F, wheel >> 7])),
            (start_ms, bytes([0x90, note.key, note.velocity])),
            (end_ms, bytes([0x80, note.key, 0])),
        ]
    last_ms = starts_ms[-1] + SLOT_MS * (1 + int(1000 * notes[-1].duration_s // SLOT_MS))
    events.append((last_ms, b"\xff\x2f\x00"))
    track, now_ms = b"", 0
    for time_ms, message in events:
        track += _variable_length(time_ms - now_ms) + message
        now_ms = time_ms
    return struct.pack(">4sIHHH", b"MThd", 6, 0, 1, 500) + struct.pack(">4sI", b"MTrk", len(track)) + track


def _variable_length(value: int) -> bytes:
    """Seven bits a byte, most significant first; all but the last have the eighth bit set."""
    parts = [value & 0x7F]
    while value := value >> 7:
        parts.append(0x80 | value & 0x7F)
    return bytes(reversed(parts))
