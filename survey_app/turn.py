"""Whose turn it is to write to SQLite."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from threading import RLock
from types import TracebackType


class Turn:
    """Lets one writer in at a time, of all threads and processes that write to a database file.

    SQLite keeps writers apart by itself, but those who wait only ask again, after pauses that grow
    to a tenth of a second, in no order: under load the file lies idle while everybody pauses, and
    some ask for longer than the busy timeout. Here the next one goes on at once. A process that is
    killed gives up its turn. Where the system has no such lock, SQLite's own way remains.

    Parameters
    ----------
    folder : Path
        Where the database file lies; the lock is on the folder, so that no other file is needed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._threads = RLock()
        self._opened: int | None = None

    def __enter__(self) -> None:
        self._threads.acquire()
        with suppress(OSError):
            if self._opened is None:
                self._opened = os.open(self.folder, os.O_RDONLY)
            fcntl.flock(self._opened, fcntl.LOCK_EX)

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            if self._opened is not None:
                fcntl.flock(self._opened, fcntl.LOCK_UN)
        self._threads.release()

    def close(self) -> None:
        """Forget the folder; the next turn opens it again. Needed before a fork: both sides would share one turn."""
        if self._opened is not None:
            os.close(self._opened)
            self._opened = None
