"""Files that are written whole or not at all."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4


@contextmanager
def write_whole(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path`; rename it to `path` when the block ends well.

    The temporary file is flushed to the disk before the rename, so that neither a kill nor
    a power cut leaves a half-written file under the final name. It keeps the final suffix,
    because audio libraries choose the format by it.

    Examples
    --------
    >>> target = getfixture("tmp_path") / "table.csv"
    >>> with write_whole(target) as partial:
    ...     _ = partial.write_text("a,b")
    >>> target.read_text()
    'a,b'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.stem}.{uuid4().hex[:8]}.partial{path.suffix}")
    try:
        yield partial
        with partial.open("rb+") as handle:
            os.fsync(handle.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as 64 hexadecimal digits."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@contextmanager
def write_whole_folder(path: Path) -> Iterator[Path]:
    """Give a temporary folder beside `path`; rename it to `path`, which must not exist, when the block ends well.

    Examples
    --------
    >>> target = getfixture("tmp_path") / "set"
    >>> with write_whole_folder(target) as partial:
    ...     _ = (partial / "a.txt").write_text("a")
    >>> [file.name for file in target.iterdir()]
    ['a.txt']
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{uuid4().hex[:8]}.partial")
    partial.mkdir()
    try:
        yield partial
        partial.rename(path)
    finally:
        if partial.exists():
            shutil.rmtree(partial)
