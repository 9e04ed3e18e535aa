"""Every wrong cell of an import table gets one line with row, column and value, all at once."""

import pytest

from stimuli.errors import StimulusError
from stimuli.import_table import COLUMNS, rows_of_folder, rows_of_table

HEADER = "file,condition,source,role,class_start,class_end,weight\n"


@pytest.fixture
def folder(tmp_path):
    """Give a folder with three files; the table reader does not open them."""
    for name in ("a.wav", "b.wav", "sub/c.wav"):
        path = tmp_path / "sounds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    return tmp_path / "sounds"


@pytest.fixture
def read(folder):
    """Give a function that reads a table of this text."""

    def read_text(text, encoding="utf-8"):
        (folder.parent / "t.csv").write_text(text, encoding=encoding)
        return rows_of_table(folder.parent / "t.csv", folder)

    return read_text


def lines_of(caught):
    """Return the lines of an error without the path of the table."""
    return [line.rpartition("t.csv: ")[2] for line in str(caught.value).splitlines()]


def test_whole_row_is_read(read, folder):
    """Every column arrives where it belongs."""
    row = read(HEADER + "sub/c.wav,system A,s1,anchor,flute,cello,0.25\n")[0]

    assert folder / "sub/c.wav" == row.path
    assert ("sub/c.wav", "system A", "s1", "anchor") == (row.file, row.condition, row.source, row.role)
    assert ("flute", "cello", 0.25) == (row.class_start, row.class_end, row.weight)


def test_only_file_is_required(read):
    """A table of file names alone is enough; everything else has its default."""
    rows = read("file\na.wav\nb.wav\n")

    assert [("a.wav", "test", "", None), ("b.wav", "test", "", None)] == [
        (row.file, row.role, row.condition, row.weight) for row in rows
    ]


@pytest.mark.parametrize(
    "text", ["file;condition\na.wav;x\n", "file\tcondition\na.wav\tx\n", " file , condition\r\na.wav, x\r\n"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_what_spreadsheets_write_is_read(read, text, encoding):
    """Semicolons, tabs, spaces, Windows line ends and a byte order mark do not matter."""
    assert [("a.wav", "x")] == [(row.file, row.condition) for row in read(text, encoding)]


def test_blank_lines_are_passed_over_and_quotes_kept(read):
    """Blank lines are no rows, and a quoted comma is part of its cell; rows are counted as in the file."""
    rows = read('file,condition\n\na.wav,"x, y"\n,\nb.wav,z\n')

    assert ["x, y", "z"] == [row.condition for row in rows]
    assert rows[1].place.endswith("t.csv: row 5")


COLUMNS_SAID = "Columns: file, condition, source, role, class_start, class_end, weight; only 'file' must be there."
FOLDER_SAID = "Correct the name: files are looked up in sounds."
TAKE_OUT = "Take one of the rows out."
WRONG = [
    ("", "column 'file' is missing", COLUMNS_SAID),
    ("condition\nx\n", "column 'file' is missing", COLUMNS_SAID),
    ("file,conditon\na.wav,x\n", "unknown column 'conditon'", "Did you mean 'condition'?"),
    ("file,file\na.wav,b.wav\n", "column 'file' stands 2 times", "Keep one."),
    ("file\n", "has no rows", "Write one row for each file."),
    (
        "file\na.wav,b\n",
        "row 2: has 2 cells, the header 1, got 'b' beyond it",
        "Quote cells that hold the separator.",
    ),
    ("file,role\n,test\n", "row 2: column 'file' is empty", "Name the file, or take the row out."),
    ("file\na.wav\nA.mp3\n", "row 3: column 'file': there is no such file, got 'A.mp3'", FOLDER_SAID),
    ("file\nsub\n", "row 2: column 'file': there is no such file, got 'sub'", FOLDER_SAID),
    ("file,role\na.wav,ancor\n", "row 2: column 'role': unknown role 'ancor'", "Did you mean 'anchor'?"),
    (
        "file,role\na.wav,x\n",
        "row 2: column 'role': unknown role 'x'",
        "Known: test, reference, anchor, practice, example.",
    ),
    ("file,weight\na.wav,1.5\n", "row 2: column 'weight' is a number from 0 to 1, got '1.5'", "Write it like 0.5."),
    ("file,weight\na.wav,half\n", "row 2: column 'weight' is a number from 0 to 1, got 'half'", "Write it like 0.5."),
    ("file,weight\na.wav,nan\n", "row 2: column 'weight' is a number from 0 to 1, got 'nan'", "Write it like 0.5."),
    ("file;weight\na.wav;0,5\n", "row 2: column 'weight' is a number from 0 to 1, got '0,5'", "Write it like 0.5."),
    (
        "file,class_end\na.wav,flute\n",
        "row 2: column 'class_start' is empty, but class_end is 'flute'",
        "Say what the sound starts as.",
    ),
    ("file\na.wav\nb.wav\na.wav\n", "row 4: column 'file': 'a.wav' stands in row 2 already", TAKE_OUT),
    (
        "file\nsub/c.wav\nsub/../sub/c.wav\n",
        "row 3: column 'file': 'sub/../sub/c.wav' stands in row 2 already",
        TAKE_OUT,
    ),
]


@pytest.mark.parametrize(("text", "problem", "cure"), WRONG)
def test_each_wrong_table_gets_one_clear_line(read, folder, text, problem, cure):
    """Each mistake on its own is one line that names row, column and value."""
    with pytest.raises(StimulusError) as caught:
        read(text)

    assert [f"{problem}. {cure}"] == [line.replace(str(folder), "sounds") for line in lines_of(caught)]


def test_all_problems_are_said_at_once(read):
    """Four mistakes in three rows are four lines, in the order of the table, repeats last."""
    with pytest.raises(StimulusError) as caught:
        read("file,role,weight\nx.wav,tst,2\na.wav,,\na.wav,,\n")

    assert ["row 2", "row 2", "row 2", "row 4"] == [line.split(":")[0] for line in lines_of(caught)]


def test_missing_and_unreadable_tables_are_named(tmp_path, read):
    """No file, and a file that is no text, are one line each."""
    with pytest.raises(StimulusError, match=r"none\.csv: there is no such table"):
        rows_of_table(tmp_path / "none.csv", tmp_path)
    with pytest.raises(StimulusError, match=r"t\.csv: byte 5 is not UTF-8"):
        read("file\nÀ.wav\n", encoding="latin-1")


def test_every_column_is_explained():
    """The columns the reader knows are the ones in the list that documentation is made from."""
    assert [*COLUMNS] == HEADER.strip().split(",")


def test_folder_gives_conditions_and_sources(tmp_path):
    """Sub-folders are conditions; a name that several share is the source; hidden and other files are left out."""
    for name in (
        "A/v1.wav",
        "A/v2.flac",
        "B/v1.mp3",
        "B/only.ogg",
        "top.aiff",
        "notes.txt",
        "A/.v1.wav.swp",
        "A/._v1.wav",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    rows, n_others = rows_of_folder(tmp_path)

    assert [
        ("A/v1.wav", "A", "v1"),
        ("A/v2.flac", "A", ""),
        ("B/only.ogg", "B", ""),
        ("B/v1.mp3", "B", "v1"),
        ("top.aiff", "", ""),
    ] == [(row.file, row.condition, row.source) for row in rows]
    assert 1 == n_others


def test_folders_without_sounds_are_refused(tmp_path):
    """No folder, and a folder without audio, are one line each."""
    with pytest.raises(StimulusError, match="none: there is no such folder"):
        rows_of_folder(tmp_path / "none")
    with pytest.raises(StimulusError, match="has no audio file"):
        rows_of_folder(tmp_path)
