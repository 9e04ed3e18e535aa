"""Read what a SoundFont sounds like where: which samples sound for a program, key and velocity.

SF2 files hold 16-bit samples, SF3 files the same headers over Ogg Vorbis samples. Rendering is
FluidSynth's work (`generator.fluidsynth`); here only the tables are read, so that the recording
behind each rendered note is known.

Format: SoundFont Technical Specification 2.04 (E-mu, 2006), chapters 4-8; the compressed flag of
SF3 is MuseScore's extension.
"""

import io
import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import soundfile as sf

from generator.audio import Audio
from generator.errors import GeneratorError

_INSTRUMENT, _KEYS, _VELOCITIES, _SAMPLE = 41, 43, 44, 53
"""Generators (specification, 8.1.2) that say what sounds where; all others shape how it sounds."""

_LEFT, _RIGHT, _COMPRESSED = 4, 2, 0x10
"""Bits of the sample type (specification, 7.10; the last is SF3's)."""

_RECORDS = {
    "phdr": "<20sHHHIII",
    "pbag": "<HH",
    "pgen": "<HBB",
    "inst": "<20sH",
    "ibag": "<HH",
    "igen": "<HBB",
    "shdr": "<20sIIIIIBbHH",
}

Range = tuple[int, int]
_Zone = dict[int, tuple[int, int]]


@dataclass(frozen=True)
class Sample:
    """The header of one sample."""

    index: int
    name: str
    start: int
    """First sample point (SF2) or byte (SF3) in the font's sample chunk."""
    end: int
    rate_hz: int
    kind: int

    @property
    def is_stereo_side(self) -> bool:
        """Whether it is the left or the right channel of a pair."""
        return bool(self.kind & (_LEFT | _RIGHT))


@dataclass(frozen=True)
class Zone:
    """Where a sample sounds: lowest and highest key and velocity, both included."""

    keys: Range
    velocities: Range
    sample: Sample


@dataclass(frozen=True)
class SoundFont:
    """The tables of one font; `programs` are those of bank 0, the General MIDI bank."""

    path: Path
    name: str
    copyright: str
    samples: tuple[Sample, ...]
    programs: dict[int, tuple[Zone, ...]]
    sample_offset: int
    """Where the sample chunk begins in the file, in bytes."""

    @cached_property
    def _bytes(self) -> mmap.mmap:
        with self.path.open("rb") as handle:
            return mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)

    def sounding(self, program: int, key: int, velocity: int) -> tuple[Sample, ...]:
        """Return the samples that sound together when a note is played; empty where it is silent."""
        return tuple(
            {
                zone.sample: None
                for zone in self.programs.get(program, ())
                if zone.keys[0] <= key <= zone.keys[1] and zone.velocities[0] <= velocity <= zone.velocities[1]
            }
        )

    def waveform(self, sample: Sample) -> Audio:
        """Return the recorded sound itself, float32 of shape (n_samples,) at the sample's own rate."""
        if sample.kind & _COMPRESSED:
            packed = self._bytes[self.sample_offset + sample.start : self.sample_offset + sample.end]
            y, _ = sf.read(io.BytesIO(packed), dtype="float32")
            return np.asarray(y, dtype=np.float32)
        points = self._bytes[self.sample_offset + 2 * sample.start : self.sample_offset + 2 * sample.end]
        return np.asarray(np.frombuffer(points, dtype="<i2") / 32768, dtype=np.float32)


def read_soundfont(path: Path) -> SoundFont:
    """Read the tables of an SF2 or SF3 file.

    Parameters
    ----------
    path : pathlib.Path
        The font.

    Raises
    ------
    GeneratorError
        The file is missing or not a SoundFont.
    """
    try:
        with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as content:
            if content[:4] != b"RIFF" or content[8:12] != b"sfbk":
                raise ValueError("the header is not that of a SoundFont")
            chunks = dict(_chunks(content, 12, len(content)))
            tables: dict[str, list[tuple[Any, ...]]] = {
                name: list(struct.iter_unpack(layout, content[slice(*chunks[name])]))
                for name, layout in _RECORDS.items()
            }
            texts = {name: _text(content[slice(*chunks[name])]) if name in chunks else "" for name in ("INAM", "ICOP")}
            samples = tuple(
                Sample(index, _text(header[0]), header[1], header[2], header[5], header[9])
                for index, header in enumerate(tables["shdr"][:-1])
            )
            programs = dict(_programs(tables, samples))
    except FileNotFoundError:
        raise GeneratorError(path, "there is no such soundfont", "Name another with --soundfont.") from None
    except OSError as error:
        raise GeneratorError(path, f"cannot be read ({error.strerror})", "Name another with --soundfont.") from None
    except (ValueError, KeyError, IndexError, struct.error) as error:
        raise GeneratorError(
            path, f"is not a SoundFont ({error})", "Install it again, or name another with --soundfont."
        ) from None
    return SoundFont(path, texts["INAM"], texts["ICOP"], samples, programs, chunks["smpl"][0])


def _text(padded: bytes) -> str:
    return padded.split(b"\0")[0].decode("latin-1").strip()


def _chunks(content: mmap.mmap, start: int, end: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """Walk RIFF chunks, into lists; yield name, and first and last byte + 1 of the content."""
    while start + 8 <= end:
        name = content[start : start + 4].decode("latin-1")
        (size,) = struct.unpack("<I", content[start + 4 : start + 8])
        if name == "LIST":
            yield from _chunks(content, start + 12, start + 8 + size)
        else:
            yield name, (start + 8, start + 8 + size)
        start += 8 + size + size % 2


def _programs(
    tables: dict[str, list[tuple[Any, ...]]], samples: tuple[Sample, ...]
) -> Iterator[tuple[int, tuple[Zone, ...]]]:
    for preset, following in zip(tables["phdr"], tables["phdr"][1:], strict=False):
        _, program, bank, first_bag, *_ = preset
        if bank != 0:
            continue
        zones = []
        for outer in _zones(tables["pbag"], tables["pgen"], first_bag, following[3], _INSTRUMENT):
            instrument = _index(outer[_INSTRUMENT])
            bags = tables["inst"][instrument][1], tables["inst"][instrument + 1][1]
            for inner in _zones(tables["ibag"], tables["igen"], *bags, _SAMPLE):
                keys, velocities = _overlap(outer, inner, _KEYS), _overlap(outer, inner, _VELOCITIES)
                if keys and velocities:
                    zones.append(Zone(keys, velocities, samples[_index(inner[_SAMPLE])]))
        yield program, tuple(zones)


def _zones(
    bags: list[tuple[Any, ...]], generators: list[tuple[Any, ...]], first: int, last: int, target: int
) -> Iterator[_Zone]:
    """Yield the zones that lead on to `target`; a first zone that does not is the default of the others."""
    default: _Zone = {}
    for place in range(first, last):
        zone = {kind: (low, high) for kind, low, high in generators[bags[place][0] : bags[place + 1][0]]}
        if target in zone:
            yield {**default, **zone}
        elif place == first:
            default = zone


def _index(amount: tuple[int, int]) -> int:
    return amount[0] + 256 * amount[1]


def _overlap(outer: _Zone, inner: _Zone, kind: int) -> Range | None:
    """Preset and instrument both limit where a sample sounds: return what both allow."""
    (low, high), (inner_low, inner_high) = outer.get(kind, (0, 127)), inner.get(kind, (0, 127))
    low, high = max(low, inner_low), min(high, inner_high)
    return (low, high) if low <= high else None
