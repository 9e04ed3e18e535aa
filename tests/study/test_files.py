"""Files and folders are written whole or not at all."""

import hashlib

import pytest

from study.errors import AscoltoError
from study.files import sha256_of, write_whole, write_whole_folder


@pytest.mark.parametrize("writer", [write_whole, write_whole_folder])
def test_nothing_is_left_of_a_write_that_fails(tmp_path, writer):
    """When the block fails, neither the file nor the temporary one is there, and the error is not hidden."""

    def fail_half_way():
        with writer(tmp_path / "a.flac") as partial:
            (partial / "half" if partial.is_dir() else partial).write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()

    assert [] == list(tmp_path.iterdir())


def test_old_file_stays_until_the_new_one_is_whole(tmp_path):
    """During the write the old content is there; afterwards the new one, under the same suffix all along."""
    target = tmp_path / "new" / "a.flac"
    with write_whole(target) as partial:
        partial.write_text("old")
    with write_whole(target) as partial:
        partial.write_text("new")
        assert ("old", ".flac") == (target.read_text(), partial.suffix)

    assert "new" == target.read_text()
    assert ["a.flac"] == [path.name for path in target.parent.iterdir()]


def test_folder_appears_whole(tmp_path):
    """Nothing is at the final name before all files are."""
    with write_whole_folder(tmp_path / "new" / "set") as partial:
        (partial / "a").write_text("a")
        assert not (tmp_path / "new" / "set").exists()
        (partial / "b").write_text("b")

    assert ["a", "b"] == sorted(path.name for path in (tmp_path / "new" / "set").iterdir())


@pytest.mark.parametrize("writer", [write_whole, write_whole_folder])
def test_places_that_cannot_be_written_are_named(tmp_path, writer):
    """A path through a file is refused in one line, before anything is written."""
    (tmp_path / "file").write_text("")

    with pytest.raises(AscoltoError, match=r"a: cannot be written: .*Choose a place"), writer(tmp_path / "file/b/a"):
        pass


@pytest.mark.parametrize("writer", [write_whole, write_whole_folder])
def test_full_disk_is_said_in_words(tmp_path, writer):
    """What the system answers to the last byte becomes one line, and nothing stays."""
    with pytest.raises(AscoltoError, match="a: cannot be written: No space"), writer(tmp_path / "a"):
        raise OSError(28, "No space left on device")

    assert [] == list(tmp_path.iterdir())


def test_other_system_errors_stay_what_they_are(tmp_path):
    """A missing file inside the block is not told as a place that cannot be written."""
    with pytest.raises(FileNotFoundError), write_whole(tmp_path / "a"):
        (tmp_path / "none").read_text()


def test_sha256_is_of_the_bytes(tmp_path):
    """The hash equals hashlib's over the whole content."""
    (tmp_path / "a").write_bytes(b"\0\1" * 300_000)

    assert hashlib.sha256(b"\0\1" * 300_000).hexdigest() == sha256_of(tmp_path / "a")
