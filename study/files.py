"""Files and folders that are written whole or not at all."""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from study.errors import AscoltoError

_REFUSALS = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR, errno.EEXIST}
"""What a disk answers when the place is not ours to write to, or full."""


@contextmanager
def write_whole(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path`; rename it to `path` when the block ends well.

    The temporary file is flushed to the disk before the rename, so that neither a kill nor
    a power cut leaves a half-written file under the final name. It keeps the final suffix,
    because audio libraries choose the format by it.

    Raises
    ------
    AscoltoError
        The place cannot be written to, or the disk is full.

    Examples
    --------
    >>> target = getfixture("tmp_path") / "table.csv"
    >>> with write_whole(target) as partial:
    ...     _ = partial.write_text("a,b")
    >>> target.read_text()
    'a,b'
    """
    partial = path.with_name(f".{path.stem}.{uuid4().hex[:8]}.partial{path.suffix}")
    with _refusals_in_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.touch()  # refused here, in our words, rather than in those of a library
        try:
            yield partial
            with partial.open("rb+") as handle:
                os.fsync(handle.fileno())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)


@contextmanager
def write_whole_folder(path: Path) -> Iterator[Path]:
    """Give a temporary folder beside `path`; rename it to `path`, which must not exist, when the block ends well.

    Raises
    ------
    AscoltoError
        As :func:`write_whole`.

    Examples
    --------
    >>> target = getfixture("tmp_path") / "set"
    >>> with write_whole_folder(target) as partial:
    ...     _ = (partial / "a.txt").write_text("a")
    >>> [file.name for file in target.iterdir()]
    ['a.txt']
    """
    partial = path.with_name(f".{path.name}.{uuid4().hex[:8]}.partial")
    with _refusals_in_words(path):
        partial.mkdir(parents=True)
        try:
            yield partial
            partial.rename(path)
        finally:
            if partial.exists():
                shutil.rmtree(partial)


@contextmanager
def _refusals_in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in _REFUSALS:
            raise
        problem = f"cannot be written: {error.strerror}"
        raise AscoltoError(path, problem, "Choose a place you may write to, with room on it.") from None


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as 64 hexadecimal digits.

    Examples
    --------
    >>> path = getfixture("tmp_path") / "empty"
    >>> path.touch()
    >>> sha256_of(path)[:8]
    'e3b0c442'
    """
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
