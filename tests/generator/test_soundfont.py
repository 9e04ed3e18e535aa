"""`generator.soundfont`: what sounds where is read as the specification says."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from generator.errors import GeneratorError
from generator.soundfont import read_soundfont


def _names(path: Path, program: int, key: int, velocity: int) -> list[str]:
    return [sample.name for sample in read_soundfont(path).sounding(program, key, velocity)]


def test_samples_sound_where_their_zones_are(write_font, tiny_sample):
    """Keys and velocities of a zone are limits that belong to it."""
    path = write_font(
        tiny_sample("low", keys=(0, 59)),
        tiny_sample("high soft", keys=(60, 127), velocities=(0, 80)),
        tiny_sample("high loud", keys=(60, 127), velocities=(81, 127)),
    )

    assert ["low"] == _names(path, 71, 59, 100)
    assert ["high soft"] == _names(path, 71, 60, 80)
    assert ["high loud"] == _names(path, 71, 60, 81)
    assert [] == _names(path, 70, 60, 80)


def test_layers_sound_together(write_font, tiny_sample):
    """Both channels of a pair, or an attack over a tone, are all named."""
    path = write_font(tiny_sample("Oboe G4(L)", kind=4), tiny_sample("Oboe G4(R)", kind=2))

    assert ["Oboe G4(L)", "Oboe G4(R)"] == _names(path, 71, 60, 100)
    assert all(sample.is_stereo_side for sample in read_soundfont(path).samples)


def test_the_preset_limits_its_instrument(write_font, tiny_sample):
    """A sample sounds only on keys that both the preset and the instrument allow."""
    path = write_font(tiny_sample("tone", keys=(40, 80), preset_keys=(60, 100)))

    assert [False, True, True, False] == [bool(_names(path, 71, key, 100)) for key in (59, 60, 80, 81)]


def test_a_global_zone_is_the_default(write_font, tiny_sample):
    """Limits in the first zone of an instrument, which has no sample, hold for all its samples."""
    path = write_font(tiny_sample("tone", keys=(50, 70), is_global=True))

    assert [False, True, False] == [bool(_names(path, 71, key, 100)) for key in (49, 50, 71)]


def test_only_the_general_midi_bank_counts(write_font, tiny_sample):
    """Variations in other banks are not the instrument."""
    path = write_font(tiny_sample("variation", bank=8), tiny_sample("tone", bank=0))

    assert ["tone"] == _names(path, 71, 60, 100)


def test_name_and_copyright_are_read(write_font, tiny_sample):
    """What the font says of itself goes into notices."""
    font = read_soundfont(write_font(tiny_sample("tone"), copyright_="(c) Nobody"))

    assert ("Tiny", "(c) Nobody") == (font.name, font.copyright)


def test_waveforms_come_back(write_font, tiny_sample):
    """The second of two 16-bit samples is found and read to the bit."""
    y = np.round(np.linspace(-1, 1, 1000) * 32767) / 32768
    font = read_soundfont(write_font(tiny_sample("first"), tiny_sample("second", y=y * 32768 / 32767)))

    np.testing.assert_array_equal(y.astype(np.float32), font.waveform(font.samples[1]))


def test_compressed_waveforms_come_back(write_font, tiny_sample):
    """Samples of an SF3 are Ogg Vorbis, addressed in bytes."""
    y = 0.5 * np.sin(np.arange(20000) / 20)
    packed = io.BytesIO()
    sf.write(packed, y, 44100, format="OGG", subtype="VORBIS")
    first, second = (tiny_sample(name, kind=0x11) for name in ("first", "second"))
    first.points, second.points = packed.getvalue()[:900], packed.getvalue()
    font = read_soundfont(write_font(first, second))

    decoded = font.waveform(font.samples[1])

    assert 20000 == len(decoded)
    assert np.corrcoef(y, decoded)[0, 1] > 0.999


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda content: b"RIFX" + content[4:], r"is not a SoundFont \(the header is not that of a SoundFont\)"),
        (lambda content: content[:400], r"is not a SoundFont"),
        (lambda content: b"", r"is not a SoundFont"),
    ],
)
def test_refuses_what_is_no_soundfont(write_font, tiny_sample, change, message):
    """Another file, one cut short and an empty one are refused in one line that names them."""
    path = write_font(tiny_sample("tone"))
    path.write_bytes(change(path.read_bytes()))

    with pytest.raises(GeneratorError, match=f"Tiny.sf2: {message}"):
        read_soundfont(path)


def test_refuses_a_missing_font(tmp_path: Path):
    """A font that is not there is named."""
    with pytest.raises(GeneratorError, match=r"gone.sf2: there is no such soundfont"):
        read_soundfont(tmp_path / "gone.sf2")


def test_refuses_a_folder(tmp_path: Path):
    """A folder in the place of a font cannot be read, and is named."""
    with pytest.raises(GeneratorError, match=r"cannot be read \(Is a directory\)"):
        read_soundfont(tmp_path)
