"""`generator.training` killed by the system: what is started again ends with the same bytes."""

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

import pytest

from generator.collection import Collection
from generator.presets import Preset
from generator.training import configure

SCRIPT = """
import generator.training
from generator.collection import read_collection
from generator.model import Configuration
from generator.presets import Preset
from pathlib import Path
generator.training.SAVE_EVERY_S = 0.0
collection = read_collection(Path({sounds!r}), "folders")
generator.training.train_model(Path({path!r}), {configuration!r}, collection)
"""


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Give processes that have torch imported already, and nothing run."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["generator.training"])
    return context


def test_killed_at_any_moment_training_ends_with_the_same_bytes(
    tones: Collection, tiny_preset: Preset, tmp_path: Path, processes: ForkServerContext
) -> None:
    """Killed while features are made, after the first state and after a later one, then let go on to the end."""
    configuration = configure(replace(tiny_preset, epochs=6), tones, seed=3)

    def start(path: Path) -> ForkServerProcess:
        script = SCRIPT.format(sounds=str(tones.folder), path=str(path), configuration=configuration)
        process = processes.Process(target=exec, args=(script, {}))
        process.start()
        return process

    whole, killed = tmp_path / "whole" / "model.pt", tmp_path / "killed" / "model.pt"
    state = killed.with_suffix(".training.pt")

    def is_newer() -> Callable[[], bool]:
        before = state.stat().st_mtime_ns
        return lambda: state.stat().st_mtime_ns > before

    moments = (lambda: any(killed.parent.glob("features/*")), state.exists, None)
    for moment in moments:
        has_come = moment or is_newer()
        process = start(killed)
        while not has_come() and process.is_alive():
            time.sleep(0.001)
        process.kill()
        process.join()

        assert process.exitcode == -9
        assert not killed.exists()
    for path in (killed, whole):
        process = start(path)
        process.join()
        assert process.exitcode == 0

    assert killed.read_bytes() == whole.read_bytes()
    assert not state.exists()
