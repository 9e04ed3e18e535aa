import multiprocessing
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from survey_app.turn import Turn

N_EACH = 200


def count_up(folder: Path) -> None:
    """Add to the number in a file, in steps that others would come between."""
    turn = Turn(folder)
    for _ in range(N_EACH):
        with turn:
            number = int((folder / "number").read_text())
            (folder / "number").write_text(str(number + 1))


def hold(folder: Path, is_held: "multiprocessing.synchronize.Event") -> None:
    """Take the turn and never give it back."""
    with Turn(folder):
        is_held.set()
        signal.pause()


def test_threads_and_processes_come_one_after_the_other(tmp_path: Path) -> None:
    """Two processes and two threads that read, add one and write back lose no step."""
    (tmp_path / "number").write_text("0")
    spawn = multiprocessing.get_context("spawn")
    others = [spawn.Process(target=count_up, args=(tmp_path,)) for _ in range(2)]
    for other in others:
        other.start()
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(count_up, [tmp_path] * 2))
    for other in others:
        other.join()

    assert 4 * N_EACH == int((tmp_path / "number").read_text())


def test_a_killed_process_gives_up_its_turn(tmp_path: Path) -> None:
    """SIGKILL in the middle of a turn holds nobody up."""
    spawn = multiprocessing.get_context("spawn")
    is_held = spawn.Event()
    other = spawn.Process(target=hold, args=(tmp_path, is_held))
    other.start()
    assert is_held.wait(30)
    assert other.pid is not None
    os.kill(other.pid, signal.SIGKILL)

    with Turn(tmp_path):
        other.join()
    assert -signal.SIGKILL == other.exitcode


def test_a_system_without_the_lock_leaves_it_to_sqlite(tmp_path: Path) -> None:
    """Where the folder cannot be opened, writers go on: SQLite keeps them apart."""
    turn = Turn(tmp_path / "nowhere")
    with turn:
        pass
    turn.close()
