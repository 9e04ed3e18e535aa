"""What the generator does on this machine, beside its peers in the same run: ``python -m benchmarks.generator``.

Peers take turns with ours, and each keeps its best time, so that other programs on the machine disturb both alike.
Beside other programs, measure processor time on one thread:
``OMP_NUM_THREADS=1 python -m benchmarks.generator --clock processor``. What models reach is measured where
`ascolto compare` has trained them: ``python -m benchmarks.generator --only quality --study DIR``.
"""

import argparse
import os
import platform
import tempfile
from pathlib import Path

import torch

from benchmarks.generator_quality import draw_draws, model_quality, morph_quality
from benchmarks.generator_rendering import rendering_speed, representation_costs
from benchmarks.generator_training import SIZES, training_speed
from benchmarks.table import CLOCKS, Line, print_lines

PARTS = ("training", "rendering", "representations", "quality")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="share of the full size to train on (default: 1)")
    parser.add_argument("--turns", type=int, default=3, help="turns, of which the best counts (default: 3)")
    parser.add_argument("--clock", choices=CLOCKS, default="wall", help="what is measured (default: wall)")
    parser.add_argument("--only", choices=PARTS, help="one part of the table")
    parser.add_argument("--study", type=Path, help="study whose collections were compared: what its models reach")
    parser.add_argument("--compared", type=Path, help="where (default: models/compare in the study folder)")
    parser.add_argument("--collections", nargs="+", default=["harmonic", "non-harmonic"], help="of the study")
    parser.add_argument(
        "--pictures", type=Path, help="folder for spectrograms of draws and of a morph of each collection"
    )
    options = parser.parse_args()
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, {torch.get_num_threads()} threads, "
        f"torch {torch.__version__}, float32, {options.clock} time"
    )
    lines: list[Line] = []
    if options.only in (None, "training"):
        for name in SIZES:
            lines += training_speed(name, options)
    with tempfile.TemporaryDirectory() as folder:
        if options.only in (None, "representations"):
            lines += representation_costs(Path(folder), 16, options)
        if options.only in (None, "rendering"):
            lines += rendering_speed(Path(folder), 16, options)
    if options.study and options.only in (None, "quality"):
        compared = options.compared or options.study / "models" / "compare"
        for name in options.collections:
            picture = options.pictures / f"morph-{name}.png" if options.pictures else None
            if options.pictures:
                draw_draws(options.study, compared, name, options.pictures / f"draws-{name}.png")
            lines += model_quality(options.study, compared, name)
            lines += morph_quality(options.study, compared, name, picture)
    print_lines(lines)


if __name__ == "__main__":
    main()
