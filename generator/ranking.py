"""The models of a sweep, best validation bound first: as text, as a table, as JSON."""

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from study.files import write_whole

SHOWN = 10
"""Lines on the screen; the files have all."""


@dataclass(frozen=True)
class Ranked:
    """What one combination reached on held-out recordings."""

    rank: int
    batch_size: int
    learning_rate: float
    epochs: int
    bound_nats: float
    """Evidence lower bound per sound: the higher, the better."""
    checkpoint: str
    """File name, in the folder of the ranking."""
    figures: dict[str, float]
    """Of `generator.figures`."""


COLUMNS = (
    "model_db",
    "components_db",
    "mean_db",
    "zero_db",
    "loss",
    "rate_nats",
    "n_active",
    "purity",
    "chance_purity",
)
"""What is shown of the figures, beside rank, place in the grid and bound."""


def ranking_text(ranking: Sequence[Ranked], n_shown: int = SHOWN) -> str:
    """Return the best, and the last, as a table for the screen."""
    rows = [["rank", "batch", "rate", "epochs", "bound", "dB", "loss", "nats", "active", "purity"]]
    for one in [*ranking[:n_shown], *ranking[max(n_shown, len(ranking) - 1) :]]:
        found = one.figures
        rows.append(
            [
                *(str(one.rank), str(one.batch_size), f"{one.learning_rate:g}", str(one.epochs)),
                *(f"{one.bound_nats:.1f}", f"{found['model_db']:.2f}", f"{found['loss']:.5f}"),
                *(f"{found['rate_nats']:.1f}", f"{found['n_active']:.0f}", f"{found['purity']:.2f}"),
            ]
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    if ranking:
        found = ranking[0].figures
        lines.append(
            f"beside them, dB: principal components {found['components_db']:.2f}, mean sound {found['mean_db']:.2f}, "
            f"silence {found['zero_db']:.2f}"
        )
    return "\n".join(lines)


def write_ranking(path: Path, ranking: Sequence[Ranked]) -> list[Path]:
    """Write the ranking beside `path` as CSV and as JSON; return both paths."""
    table, full = path.with_suffix(".csv"), path.with_suffix(".json")
    with write_whole(table) as partial, partial.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["rank", "batch_size", "learning_rate", "epochs", "bound_nats", *COLUMNS, "checkpoint"])
        for one in ranking:
            numbers = [one.bound_nats, *(one.figures[name] for name in COLUMNS)]
            place = [one.rank, one.batch_size, one.learning_rate, one.epochs]
            writer.writerow([*place, *(f"{number:.6g}" for number in numbers), one.checkpoint])
    with write_whole(full) as partial:
        content = json.dumps([asdict(one) for one in ranking], indent=1)
        partial.write_text(content + "\n", encoding="utf-8")
    return [table, full]
