"""What a FLAC file says of itself beside its samples.

References
----------
RFC 9639 (2024), Free Lossless Audio Codec, section 8: metadata blocks.
"""

from pathlib import Path

_COMMENTS = 4
_NAMES = {2: "application data", 5: "a cue sheet", 6: "a picture"}
"""Blocks beside stream information (0), padding (1), seek table (3) and comments (4)."""


def tags_of(path: Path) -> list[str]:
    """Return every comment (`KEY=value`) and the name of every other block that could tell something.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    list of str
        Empty for a file without tags, and for one that is not FLAC.

    Examples
    --------
    >>> import numpy as np
    >>> from stimuli.audio import write_flac
    >>> tags_of(write_flac(getfixture("tmp_path") / "a.flac", np.zeros(100), 8000))
    []
    """
    found: list[str] = []
    with path.open("rb") as file:
        if file.read(4) != b"fLaC":
            return []
        is_last = False
        while not is_last and len(header := file.read(4)) == 4:
            is_last, kind = bool(header[0] & 0x80), header[0] & 0x7F
            block = file.read(int.from_bytes(header[1:]))
            if kind == _COMMENTS:
                found += _comments(block)
            elif kind in _NAMES:
                found.append(_NAMES[kind])
    return found


def _comments(block: bytes) -> list[str]:
    """Read a Vorbis comment block: the encoder's name, a count, then so many texts, each with its length before it."""

    def text(at: int) -> tuple[str, int]:
        end = at + 4 + int.from_bytes(block[at : at + 4], "little")
        return block[at + 4 : end].decode("utf-8", errors="replace"), end

    _, at = text(0)
    n_comments, at = int.from_bytes(block[at : at + 4], "little"), at + 4
    comments = []
    for _ in range(n_comments):
        comment, at = text(at)
        comments.append(comment)
    return comments
