"""Tags of FLAC files are found, by libsndfile or by hand."""

import numpy as np
import soundfile

from stimuli.audio import write_flac
from stimuli.flac_tags import tags_of


def with_block(flac, kind, block):
    """Put a metadata block after the stream information of a FLAC file."""
    end = 8 + int.from_bytes(flac[5:8])
    return flac[:end] + bytes([kind]) + len(block).to_bytes(3) + block + flac[end:]


def upper_key(tag):
    """Write the key of a comment in capitals: versions of libsndfile differ."""
    key, _, value = tag.partition("=")
    return f"{key.upper()}={value}"


def test_every_tag_is_found(tmp_path):
    """Title and comment are returned as they stand; the file stays readable without us."""
    path = tmp_path / "a.flac"
    with soundfile.SoundFile(path, "w", 8000, 1, format="FLAC") as file:
        file.title, file.comment = "R3", "crossfade à 50 %"
        file.write(np.zeros(800))

    assert ["COMMENT=crossfade à 50 %", "TITLE=R3"] == sorted(upper_key(tag) for tag in tags_of(path))


def test_tags_that_libsndfile_does_not_know_are_found(tmp_path):
    """A comment with a key of its own is found, and so are pictures."""
    flac = write_flac(tmp_path / "a.flac", np.zeros(800), 8000).read_bytes()
    comment = b"CONDITION=R3"
    comments = (0).to_bytes(4, "little") + (1).to_bytes(4, "little") + len(comment).to_bytes(4, "little") + comment
    (tmp_path / "b.flac").write_bytes(with_block(with_block(flac, 6, b"\0" * 32), 4, comments))

    assert ["CONDITION=R3", "a picture"] == sorted(tags_of(tmp_path / "b.flac"))


def test_what_is_not_flac_has_no_flac_tags(tmp_path):
    """Another format, a cut and an empty file give no tags and no error."""
    soundfile.write(tmp_path / "a.wav", np.zeros(10), 8000)
    (tmp_path / "cut.flac").write_bytes(write_flac(tmp_path / "a.flac", np.zeros(800), 8000).read_bytes()[:10])
    (tmp_path / "empty.flac").write_bytes(b"")

    assert [[], [], []] == [tags_of(tmp_path / name) for name in ("a.wav", "cut.flac", "empty.flac")]
