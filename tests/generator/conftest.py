"""A SoundFont small enough to write by hand, whether the real ones are there, and a model of a few tones."""

import shutil
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from generator.collection import Collection, read_collection
from generator.installed_soundfonts import find_soundfonts
from generator.model import Model, read_model
from generator.presets import PRESETS, Preset
from generator.training import configure, train_model
from study.errors import AscoltoError

SAMPLE_RATE_HZ = 44100
EVERYWHERE = (0, 127)


@dataclass
class TinySample:
    """One sample and where it sounds."""

    name: str
    points: bytes
    program: int
    keys: tuple[int, int] = EVERYWHERE
    velocities: tuple[int, int] = EVERYWHERE
    kind: int = 1
    root_key: int = 60
    bank: int = 0
    preset_keys: tuple[int, int] | None = None
    is_global: bool = field(default=False)
    """Give the keys in a global zone of the instrument instead of the sample's own."""


def sine(hz: float = 261.6256, seconds: float = 0.25, seed: int | None = None) -> np.ndarray:
    """Return a looped tone (middle C) with a little noise of its own, so that samples differ."""
    n_samples = round(round(seconds * hz) / hz * SAMPLE_RATE_HZ) + 16  # eight before and after a loop of whole periods
    y = 0.5 * np.sin(2 * np.pi * hz * np.arange(n_samples) / SAMPLE_RATE_HZ)
    if seed is not None:
        y = 0.3 * y + 0.3 * np.random.default_rng(seed).uniform(-1, 1, n_samples)
    return y


def points_of(y: np.ndarray) -> bytes:
    """Return the 16-bit points of a waveform."""
    return np.round(y * 32767).astype("<i2").tobytes()


def _chunk(name: str, content: bytes) -> bytes:
    return name.encode() + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _text_chunk(name: str, text: str) -> bytes:
    """Texts end in one or two zeros that make their length even (specification, 5.1)."""
    return _chunk(name, text.encode() + b"\0" * (2 - len(text) % 2))


def _range(kind: int, limits: tuple[int, int]) -> bytes:
    return struct.pack("<HBB", kind, *limits)


def soundfont_bytes(samples: Sequence[TinySample], name: str = "Tiny", copyright_: str = "") -> bytes:
    """Return a whole SF2 file in which each program is one instrument."""
    data, headers = b"", []
    for sample in samples:
        unit = 1 if sample.kind & 0x10 else 2
        start = len(data) // unit
        data += sample.points
        end = len(data) // unit
        data += b"\0" * (46 * 2)
        label = sample.name.encode().ljust(20, b"\0")
        loop = (start + 8, end - 8) if unit == 2 else (8, 1000)
        headers.append(
            struct.pack("<20sIIIIIBbHH", label, start, end, *loop, SAMPLE_RATE_HZ, sample.root_key, 0, 0, sample.kind)
        )
    headers.append(struct.pack("<20sIIIIIBbHH", b"EOS", *[0] * 9))
    places = sorted({(sample.bank, sample.program) for sample in samples})
    phdr = pbag = pgen = inst = ibag = igen = b""
    for number, (bank, program) in enumerate(places):
        mine = [(index, s) for index, s in enumerate(samples) if (s.bank, s.program) == (bank, program)]
        phdr += struct.pack("<20sHHHIII", b"Preset", program, bank, len(pbag) // 4, 0, 0, 0)
        pbag += struct.pack("<HH", len(pgen) // 4, 0)
        if mine[0][1].preset_keys:
            pgen += _range(43, mine[0][1].preset_keys)
        pgen += struct.pack("<HH", 41, number)
        inst += struct.pack("<20sH", b"Instrument", len(ibag) // 4)
        if mine[0][1].is_global:
            ibag += struct.pack("<HH", len(igen) // 4, 0)
            igen += _range(43, mine[0][1].keys)
        for index, sample in mine:
            ibag += struct.pack("<HH", len(igen) // 4, 0)
            if not sample.is_global:
                igen += _range(43, sample.keys)
            igen += _range(44, sample.velocities) + struct.pack("<HHHH", 54, 1, 53, index)
    phdr += struct.pack("<20sHHHIII", b"EOP", 0, 0, len(pbag) // 4, 0, 0, 0)
    inst += struct.pack("<20sH", b"EOI", len(ibag) // 4)
    pbag += struct.pack("<HH", len(pgen) // 4, 0)
    ibag += struct.pack("<HH", len(igen) // 4, 0)
    info = (
        b"INFO" + _chunk("ifil", struct.pack("<HH", 2, 1)) + _text_chunk("INAM", name) + _text_chunk("isng", "EMU8000")
    )
    info += _text_chunk("ICOP", copyright_) if copyright_ else b""
    tables = [("phdr", phdr), ("pbag", pbag), ("pmod", b"\0" * 10), ("pgen", pgen + b"\0" * 4), ("inst", inst)]
    tables += [("ibag", ibag), ("imod", b"\0" * 10), ("igen", igen + b"\0" * 4), ("shdr", b"".join(headers))]
    pdta = b"pdta" + b"".join(_chunk(chunk, content) for chunk, content in tables)
    lists = _chunk("LIST", info) + _chunk("LIST", b"sdta" + _chunk("smpl", data)) + _chunk("LIST", pdta)
    return _chunk("RIFF", b"sfbk" + lists)


@pytest.fixture
def write_font(tmp_path: Path) -> Callable[..., Path]:
    """Write a tiny SoundFont; give its path."""

    def write(*samples: TinySample, name: str = "Tiny", copyright_: str = "") -> Path:
        path = tmp_path / f"{name}.sf2"
        path.write_bytes(soundfont_bytes(samples, name, copyright_))
        return path

    return write


@pytest.fixture
def tiny_sample() -> Callable[..., TinySample]:
    """Make a sample of a tiny SoundFont: a tone, with noise of its own where `seed` is given."""

    def make(name: str, program: int = 71, seed: int | None = None, y: np.ndarray | None = None, **rest) -> TinySample:
        return TinySample(name, points_of(sine(seed=seed) if y is None else y), program, **rest)

    return make


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs FluidSynth or FluidR3 where they are missing, and say what to install."""
    if not any(item.get_closest_marker("soundfont") for item in items):
        return
    try:
        fonts = [font.path.name for font in find_soundfonts()]
    except AscoltoError:
        fonts = []
    if shutil.which("fluidsynth") and "FluidR3_GM.sf2" in fonts:
        return
    for item in items:
        if item.get_closest_marker("soundfont"):
            item.add_marker(pytest.mark.skip(reason="install fluidsynth and fluid-soundfont-gm to run it"))


def tone(sound_class: str, number: int, seconds: float = 1.0) -> np.ndarray:
    """Return a tone of a class: as many partials as the class's name has letters; the number gives its pitch."""
    t = np.arange(round(seconds * 22050)) / 22050
    partials = [np.sin(2 * np.pi * 200 * 2 ** (number / 12) * k * t) / k for k in range(1, len(sound_class) + 1)]
    edges = np.minimum(1, np.minimum(t, t[::-1]) / 0.02)
    return (0.3 * sum(partials) * edges).astype(np.float32)


@pytest.fixture(scope="session")
def tones_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a collection of three classes with six tones of a second each, every tone its own recording."""
    folder = tmp_path_factory.mktemp("tones")
    for sound_class in ("a", "bbbb", "cccccccccc"):
        (folder / sound_class).mkdir()
        for number in range(6):
            sf.write(folder / sound_class / f"{number}.wav", tone(sound_class, number), 22050)
    return folder


@pytest.fixture(scope="session")
def tones(tones_folder: Path) -> Collection:
    """Give the collection of tones."""
    return read_collection(tones_folder, "folders")


@pytest.fixture(scope="session")
def tiny_preset() -> Preset:
    """Give a preset that trains in seconds."""
    return replace(PRESETS["convolutional"], latent_dimensions=4, hidden_units=8, epochs=3, n_trained_on=30)


@pytest.fixture(scope="session")
def trained_path(tones: Collection, tiny_preset: Preset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train a model of the tones once; give its checkpoint."""
    path = tmp_path_factory.mktemp("models") / "tones.pt"
    train_model(path, configure(tiny_preset, tones, seed=3), tones)
    return path


@pytest.fixture(scope="session")
def trained(trained_path: Path) -> Model:
    """Give the trained model of the tones."""
    return read_model(trained_path)
