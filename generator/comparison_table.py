"""What `ascolto compare` finds, as a table for the screen: one column per model, over all seeds."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from generator.comparison import Run
from generator.complexity import Complexity

LINES = (
    ("preset", "preset", "{}"),
    ("epochs", "epochs", "{}"),
    ("trainings, best of", "n_trainings", "{}"),
    ("latents", "latent_dimensions", "{}"),
    ("  made from the classes", "n_class_axes", "{}"),
    ("parameters", "n_parameters", "{:,}"),
    ("training, processor s", "processor_s", "{:.0f}"),
    ("reconstruction, dB", "reconstruction_db", "{:.2f}"),
    ("prior draws, distance", "prior_draws.distance", "{:.2f}"),
    ("  coverage", "prior_draws.coverage", "{:.2f}"),
    ("  that pass", "prior_draws.heard.pass_share", "{:.0%}"),
    ("  that are copies", "prior_draws.heard.copy_share", "{:.0%}"),
    ("class draws, distance", "class_draws.distance", "{:.2f}"),
    ("  coverage", "class_draws.coverage", "{:.2f}"),
    ("  that pass", "class_draws.heard.pass_share", "{:.0%}"),
    ("  that are copies", "class_draws.heard.copy_share", "{:.0%}"),
    ("morphs, uneven steps: log-mel", "morph_variation", "{:.2f}"),
    ("  MFCC", "morph_mfcc_variation", "{:.2f}"),
    ("  loudness", "morph_loudness_variation", "{:.2f}"),
    ("  largest / mean step", "morph_bump", "{:.2f}"),
    ("  between their ends, dB", "morph_ends_db", "{:.1f}"),
    ("  that pass", "morphs_heard.pass_share", "{:.0%}"),
    ("  that are copies", "morphs_heard.copy_share", "{:.0%}"),
    ("purity", "purity", "{:.2f}"),
)
"""What a line is called, the value of a row, how its number is written."""

BESIDE = (
    ("principal components, dB", "components_db", "{:.2f}"),
    ("mean sound, dB", "mean_db", "{:.2f}"),
    ("silence, dB", "silence_db", "{:.2f}"),
    ("training recordings, distance", "recordings_distance", "{:.2f}"),
    ("  coverage", "recordings_coverage", "{:.2f}"),
    ("between the recordings at the ends of morphs, dB", "ends_db", "{:.1f}"),
    ("purity by chance", "chance_purity", "{:.2f}"),
)
"""The same of what needs no model."""


def table_text(collection: str, runs: Sequence[Run], complexity: Complexity) -> str:
    """Return the comparison: means, and in brackets the least and the greatest where there are more seeds than one."""
    n_seeds = f"{len(runs)} seeds" if len(runs) > 1 else f"seed {runs[0].seed}"
    text = [f"{collection}: held-out recordings, {n_seeds}"]
    columns = [[run.rows[at] for run in runs] for at in range(len(runs[0].rows))]
    table = [["", *(rows[0].model for rows in columns)]]
    table += [[title, *(cell(rows, field, form) for rows in columns)] for title, field, form in LINES]
    widths = [max(len(row[at]) for row in table) for at in range(len(table[0]))]
    for first, *rest in table:
        cells = [first.ljust(widths[0]), *(one.rjust(width) for one, width in zip(rest, widths[1:], strict=True))]
        text.append("  " + "  ".join(cells))
    text.append("beside them")
    text += [f"  {title}: {cell([run.beside for run in runs], field, form)}" for title, field, form in BESIDE]
    needed = complexity.n_for_90_percent or f"more than {max(complexity.components_db)}"
    text.append(f"  complexity: {needed} principal components explain 90 % of the variance of held-out recordings")
    warnings = {f"WARNING: {row.model}: {warning}" for run in runs for row in run.rows for warning in row.warnings}
    return "\n".join(text + sorted(warnings))


def cell(found: Sequence[Any], field: str, form: str) -> str:
    """Return what a line says of one model over all seeds.

    Examples
    --------
    >>> from types import SimpleNamespace as Found
    >>> cell([Found(purity=0.5), Found(purity=0.7)], "purity", "{:.2f}"), cell([Found(purity=0.5)], "purity", "{:.2f}")
    ('0.60 (0.50 to 0.70)', '0.50')
    >>> cell([Found(draws=None)], "draws.distance", "{:.2f}")
    '-'
    """
    values = [value for one in found if (value := value_of(one, field)) is not None]
    if not values:
        return "-"
    if len(set(values)) == 1:
        return form.format(values[0])
    low, high = form.format(min(values)), form.format(max(values))
    return f"{form.format(np.mean(values))} ({low} to {high})"


def value_of(found: Any, field: str) -> Any:
    """Return a value at the end of a dotted path; None where a part on the way is None.

    Examples
    --------
    >>> from types import SimpleNamespace as Found
    >>> value_of(Found(draws=Found(distance=2)), "draws.distance"), value_of(Found(draws=None), "draws.distance")
    (2, None)
    """
    part, _, rest = field.partition(".")
    value = getattr(found, part)
    return value_of(value, rest) if rest and value is not None else value
