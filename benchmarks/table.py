"""Lines of a table of targets, and times taken in turns."""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

CLOCKS = {"wall": time.perf_counter, "processor": time.process_time}


@dataclass
class Line:
    """One line of the table."""

    what: str
    ours: str
    target: str
    is_met: bool


def best_of_turns(options: argparse.Namespace, *runs: Callable[[], object]) -> list[float]:
    """Run several things in turns; return the best time of each, in seconds of the clock that was asked for."""
    clock = CLOCKS[options.clock]
    best = [float("inf")] * len(runs)
    for _ in range(options.turns):
        for at, run in enumerate(runs):
            start = clock()
            run()
            best[at] = min(best[at], clock() - start)
    return best


def print_lines(lines: Sequence[Line]) -> None:
    """Print a table, a line for each target."""
    for line in lines:
        print(f"{'met   ' if line.is_met else 'MISSED'}  {line.what:64s}  {line.ours:>23s}  {line.target}")
