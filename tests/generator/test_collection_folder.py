"""`generator.collection_folder`: a folder is whole or plainly not, and never mixes two collections."""

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from generator.collection import read_collection
from generator.collection_folder import begin_collection, finish_collection, write_sound
from generator.errors import GeneratorError
from stimuli.manifest import SoundClass
from study.study_file import Translated


def test_a_written_collection_is_read_back(tmp_path: Path):
    """Sounds, table, classes and notice come back as they were written."""
    classes = [SoundClass(id="oboe", name=Translated(en="Oboe")), SoundClass(id="flute", is_placeholder=True)]
    rows = [{"path": f"{name}.flac", "class": name, "recording": name, "key": 60} for name in ("oboe", "flute")]
    begin_collection(tmp_path / "new", {"seed": 1})
    for row in rows:
        write_sound(tmp_path / "new" / row["path"], np.sin(np.arange(4000) / 5).astype(np.float32))

    finish_collection(tmp_path / "new", rows, classes, "Notice è\n")

    collection = read_collection(tmp_path / "new", "table")
    assert tuple(classes) == collection.classes
    assert ["oboe", "flute"] == [sound.recording for sound in collection.sounds]
    assert "Notice è\n" == (tmp_path / "new" / "NOTICE").read_text(encoding="utf-8")


def test_sounds_have_one_peak(tmp_path: Path):
    """Loud and soft sounds alike peak at -12 dBFS, in 16 bits at 22050 Hz."""
    for gain in (1e-3, 4.0):
        path = write_sound(tmp_path / "a.flac", (gain * np.sin(np.arange(4000) / 5)).astype(np.float32))
        y, sr = sf.read(path)

        assert 22050 == sr
        assert "PCM_16" == sf.info(path).subtype
        assert 20 * np.log10(np.abs(y).max()) == pytest.approx(-12, abs=0.01)


def test_the_same_recipe_goes_on(tmp_path: Path):
    """A folder begun by the same recipe may be finished; once it has a table it is there."""
    assert not begin_collection(tmp_path, {"seed": 1})
    assert not begin_collection(tmp_path, {"seed": 1})
    (tmp_path / "collection.csv").write_text("path,class,recording\n")
    assert begin_collection(tmp_path, {"seed": 1})


def test_another_recipe_is_refused(tmp_path: Path):
    """A folder with another collection, or with anything else, is left alone."""
    begin_collection(tmp_path / "a", {"seed": 1})
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "mine.wav").write_bytes(b"sound")

    with pytest.raises(
        GeneratorError, match=r"a: holds another collection. Remove it, or name another folder with --out"
    ):
        begin_collection(tmp_path / "a", {"seed": 2})
    with pytest.raises(GeneratorError, match=r"b: holds other files"):
        begin_collection(tmp_path / "b", {"seed": 1})
    assert ["mine.wav"] == [path.name for path in (tmp_path / "b").iterdir()]


def test_a_file_is_no_folder(tmp_path: Path):
    """A place that is a file is refused, and kept."""
    (tmp_path / "a").write_bytes(b"mine")

    with pytest.raises(GeneratorError, match=r"a: is a file, not a folder"):
        begin_collection(tmp_path / "a", {"seed": 1})
    assert b"mine" == (tmp_path / "a").read_bytes()
