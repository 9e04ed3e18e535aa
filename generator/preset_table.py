"""The presets as a table, with parameter counts and what every parameter means."""

import ast
import inspect
from dataclasses import fields

import torch

from generator.model import Configuration
from generator.presets import PRESETS, Preset


def n_parameters(preset: Preset, by_gradient: bool = False) -> int:
    """Count what is learned from sounds, all of it or by gradient alone; no memory is taken for it.

    Examples
    --------
    >>> n_parameters(PRESETS["slides-harmonic"])
    23223808
    """
    with torch.device("meta"):
        network = Configuration(preset, "", 0).network()
    moved = sum(parameter.numel() for parameter in network.parameters() if parameter.requires_grad)
    return moved if by_gradient else moved + network.n_in_closed_form


def preset_table() -> str:
    """Return every preset and the meaning of every parameter, as text."""
    presets = list(PRESETS.values())
    rows = [["", *(preset.name for preset in presets)]]
    for field in fields(Preset):
        if field.name != "name":
            rows.append([field.name, *(f"{getattr(preset, field.name):}" for preset in presets)])
    rows.append(["parameters", *(f"{n_parameters(preset):,}" for preset in presets)])
    rows.append(["by gradient", *(f"{n_parameters(preset, by_gradient=True):,}" for preset in presets)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    meanings = [f"{name}: {meaning}" for name, meaning in field_meanings().items()]
    return "\n".join([*table, "", *meanings])


def field_meanings() -> dict[str, str]:
    """Return the text under each field of :class:`generator.presets.Preset`."""
    body = ast.parse(inspect.getsource(Preset)).body[0]
    assert isinstance(body, ast.ClassDef)
    found = {}
    for field, after in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
        ):
            found[field.target.id] = str(after.value.value)
    return found
