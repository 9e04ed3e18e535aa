"""`generator.collection`: both layouts are read, and everything wrong with one is said by name."""

import json
from pathlib import Path

import pytest

from generator.collection import read_collection
from generator.errors import GeneratorError


def _table(folder: Path, *rows: str, header: str = "path,class,recording") -> None:
    for row in rows:
        path = folder / row.split(",")[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"sound")
    (folder / "collection.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def test_folders_are_classes_and_files_are_recordings(tmp_path: Path):
    """Equal file names in two classes are two recordings; hidden and other files are no sounds."""
    for name in (
        "flute/1.wav",
        "flute/deep/2.MP3",
        "oboe/1.wav",
        "oboe/notes.txt",
        "oboe/._1.wav",
        ".git/x.wav",
        "README.md",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"sound")

    collection = read_collection(tmp_path, "folders")

    assert ("flute", "oboe") == collection.class_ids
    assert ["flute/1.wav", "flute/deep/2.MP3", "oboe/1.wav"] == [sound.recording for sound in collection.sounds]
    assert {"flute": 2, "oboe": 1} == collection.n_sounds


def test_names_in_any_script(tmp_path: Path):
    """Composed and decomposed accents, Chinese and spaces in folders and files are names like any other."""
    names = ("o\u0300boe/la\u0300 1.wav", "\u97f3/\u58f0 \u97f3.wav", "\u00e9t\u00e9/\U0001f3b5.wav")
    for name in names:
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"")

    collection = read_collection(tmp_path, "folders")
    assert sorted(names) == sorted(sound.recording for sound in collection.sounds)
    assert {name.split("/")[0] for name in names} == set(collection.class_ids)


def test_table_says_class_and_recording(tmp_path: Path):
    """A table with a byte-order mark, spaces and further columns is read; two sounds share a recording."""
    _table(tmp_path, "a/1.wav, oboe ,take-1,60", "a/2.wav,oboe,take-1,61", header="\ufeffpath,class,recording,key")

    collection = read_collection(tmp_path, "table")

    assert [("oboe", "take-1"), ("oboe", "take-1")] == [
        (sound.sound_class, sound.recording) for sound in collection.sounds
    ]
    assert tmp_path / "a/2.wav" == collection.sounds[1].path


def test_classes_file_names_the_classes(tmp_path: Path):
    """classes.json gives order, names and the placeholder mark; a class without sounds is left out."""
    _table(tmp_path, "1.wav,oboe,a", "2.wav,flute,b")
    described = [
        {"id": "oboe", "name": {"en": "Oboe", "it": "Oboe"}},
        {"id": "tuba"},
        {"id": "flute", "is_placeholder": True},
    ]
    (tmp_path / "classes.json").write_text(json.dumps(described))

    collection = read_collection(tmp_path, "table")

    assert ("oboe", "flute") == collection.class_ids
    assert "Oboe" == collection.classes[0].name.in_language("it")
    assert collection.classes[1].is_placeholder


@pytest.mark.parametrize(
    ("rows", "header", "message"),
    [
        (["1.wav,oboe"], "path,class", r"collection.csv: column 'recording' is missing. Known: path, class."),
        (["1.wav,oboe,a"], "path,clas,recording", r"column 'class' is missing. Did you mean 'clas'\?"),
        (["1.wav,,a"], "path,class,recording", r"row 2: column 'class' is blank. Write the class of the sound."),
        (["1.wav,oboe,"], "path,class,recording", r"row 2: column 'recording' is blank"),
        (["1.wav,oboe"], "path,class,recording", r"row 2: column 'recording' is blank"),
        (["1.wav,oboe,a", "1.wav,flute,a"], "path,class,recording", r"row 3: '1.wav' is in row 2 already"),
        ([], "path,class,recording", r"there are no sounds"),
    ],
)
def test_refuses_a_wrong_table(tmp_path: Path, rows: list[str], header: str, message: str):
    """Each fault of a table is one line that names the row, the column and the cure."""
    _table(tmp_path, *rows, header=header)

    with pytest.raises(GeneratorError, match=message) as refusal:
        read_collection(tmp_path, "table")
    assert "\n" not in str(refusal.value)


def test_names_missing_files(tmp_path: Path):
    """Missing files are named with their rows, and counted where they are many."""
    _table(tmp_path, *(f"{name}.wav,oboe,{name}" for name in "abcde"))
    for name in "abcd":
        (tmp_path / f"{name}.wav").unlink()

    with pytest.raises(
        GeneratorError, match=r"missing: 'a.wav' \(row 2\), 'b.wav' \(row 3\), 'c.wav' \(row 4\) and 1 more"
    ):
        read_collection(tmp_path, "table")


def test_refuses_a_table_that_is_not_text(tmp_path: Path):
    """A spreadsheet saved under the name of the table is no CSV."""
    (tmp_path / "collection.csv").write_bytes(b"PK\x03\x04\xff\xfe\x9c")

    with pytest.raises(GeneratorError, match="is not a CSV file in UTF-8"):
        read_collection(tmp_path, "table")


def test_refuses_folders_without_sounds(tmp_path: Path):
    """No folder, no table, and a class without a sound are three different lines."""
    with pytest.raises(GeneratorError, match="nowhere: there is no such folder of sounds"):
        read_collection(tmp_path / "nowhere", "folders")
    with pytest.raises(GeneratorError, match=r"collection.csv: there is no such table"):
        read_collection(tmp_path, "table")
    (tmp_path / "oboe").mkdir()
    with pytest.raises(GeneratorError, match="oboe: the class has no sounds"):
        read_collection(tmp_path, "folders")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"id": "flute"}]', r"classes.json: class 'oboe' is not described. Known: flute."),
        ('[{"id": "oboe", "nam": {}}]', r"classes.json: 0.nam: extra inputs are not permitted"),
        ("not json", r"classes.json: content: invalid json"),
    ],
)
def test_refuses_wrong_class_descriptions(tmp_path: Path, text: str, message: str):
    """A class that is not described, an unknown key and broken JSON are said in one line."""
    _table(tmp_path, "1.wav,oboe,a")
    (tmp_path / "classes.json").write_text(text)

    with pytest.raises(GeneratorError, match=message):
        read_collection(tmp_path, "table")


def test_refuses_a_table_that_is_a_folder(tmp_path: Path):
    """A folder of the name of the table cannot be read."""
    (tmp_path / "collection.csv").mkdir()

    with pytest.raises(GeneratorError, match=r"collection.csv: cannot be read"):
        read_collection(tmp_path, "table")
