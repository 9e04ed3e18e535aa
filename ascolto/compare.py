"""Hold models of a collection against each other, and collections against numbers of latents.

Trains on each collection a plain autoencoder, the slides' variational autoencoder, a small GAN and the
study's own model, and measures all on recordings that none has heard: reconstruction beside principal
components, the mean sound and silence; draws; evenness of straight morphs; purity; time. Then, how much of a
sound is lost with 8 to 256 latents. What was measured already is kept.
"""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ascolto.options import add_out, add_study
from ascolto.sweep import chosen
from study.files import write_whole
from study.folder import StudyFolder

if TYPE_CHECKING:
    from generator.comparison import Contest, Row
    from generator.complexity import Complexity
    from generator.presets import Preset

LATENTS = (8, 32)
"""Dimensions that the slides' model is trained with besides its own, for the picture of complexity."""


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_study(parser)
    add_out(parser, "the comparison, a folder (default: models/compare in the study folder)")
    parser.add_argument("collections", metavar="COLLECTION", nargs="*", help="collections (default: all of the study)")
    parser.add_argument(
        "--latents",
        metavar="N",
        type=int,
        nargs="*",
        default=list(LATENTS),
        help="latent dimensions to train the slides' model with besides its own (default: 8 32)",
    )


def run(options: Namespace) -> int:
    """Compare on each collection, then draw the complexity of all."""
    from generator.comparison_pictures import draw_comparison, draw_complexity
    from generator.complexity import complexity_of
    from generator.pictures import write_picture

    folder = StudyFolder(options.study)
    out: Path = options.out or folder.path / "models" / "compare"
    measured: list[Complexity] = []
    points: dict[str, dict[str, dict[int, float]]] = {}
    for name in chosen(folder, options.collections):
        contest, slides, own = contest_of(folder, name, out / name)
        rows = rows_of(contest, slides, own)
        smaller = by_latents(contest, slides, options.latents)
        measured.append(complexity_of(name, contest.configuration(slides).representation, contest.data(slides)))
        points[name] = {
            "slides' model": smaller | {slides.latent_dimensions: rows[1].reconstruction_db},
            "study's model": {own.latent_dimensions: rows[3].reconstruction_db},
        }
        content = content_of(contest, slides, rows, measured[-1], smaller)
        print(text_of(name, rows, content))
        beside = {"reconstruction": content["predictors_db"], "purity": {"chance": content["chance_purity"]}}
        beside["prior_draws"] = {"training recordings": content["recordings_distance"]}
        target = out / name / "compare.json"
        with write_whole(target) as partial:
            partial.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        drawn = write_picture(draw_comparison(name, rows, beside), target)
        print("\n".join(f"written: {written}" for written in (target, *drawn)))
    for written in write_picture(draw_complexity(measured, points), out / "complexity.json"):
        print(f"written: {written}")
    return 0


def contest_of(folder: StudyFolder, name: str, out: Path) -> "tuple[Contest, Preset, Preset]":
    """Return what is compared on a collection: the sounds, the slides' preset for them, the study's own."""
    from generator.collection import read_collection
    from generator.comparison import Contest
    from generator.grid import slides_preset
    from generator.presets import preset_for

    plan = folder.study.collections[name]
    collection = read_collection(folder.sounds(name), plan.layout)
    own = preset_for(folder.study.models[plan.model])
    return Contest(collection, folder.study.study.seed, out), slides_preset(collection), own


def rows_of(contest: "Contest", slides: "Preset", own: "Preset") -> "list[Row]":
    """Train and measure the four models; what was measured with the same settings is read."""
    from generator.comparison import compare_autoencoder, compare_gan, compare_vae

    return [
        kept(contest, "autoencoder", slides, lambda: compare_autoencoder(contest, slides)),
        kept(contest, "slides", slides, lambda: compare_vae(contest, "slides", slides)),
        kept(contest, "gan", slides, lambda: compare_gan(contest, slides)),
        kept(contest, "study", own, lambda: compare_vae(contest, "study", own)),
    ]


def by_latents(contest: "Contest", slides: "Preset", latents: Sequence[int]) -> dict[int, float]:
    """Train the slides' model with other numbers of latents; return what each leaves, in dB on the yardstick."""
    from generator.model import read_model
    from generator.training import is_trained, train_model

    found = {}
    for n_latent in sorted(set(latents) - {slides.latent_dimensions}):
        configuration = contest.configuration(replace(slides, latent_dimensions=n_latent))
        path = contest.folder / f"slides-{n_latent}.pt"
        if not is_trained(path, configuration):
            print(f"slides: {slides.name}, {n_latent} latents", flush=True)
            train_model(path, configuration, contest.collection)
        found[n_latent] = read_model(path).figures["model_db"]
    return found


def kept(contest: "Contest", model: str, preset: "Preset", measure: "Callable[[], Row]") -> "Row":
    """Return a row that was measured with the same settings, else measure it and keep it."""
    from generator.comparison import row_of

    path = contest.folder / f"{model}.row.json"
    recipe = repr(contest.configuration(preset))
    if path.is_file():
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["recipe"] == recipe:
            return row_of(stored["row"])
    print(f"{model}: {preset.name}, {preset.latent_dimensions} latents", flush=True)
    row = measure()
    with write_whole(path) as partial:
        partial.write_text(json.dumps({"recipe": recipe, "row": asdict(row)}, indent=1), encoding="utf-8")
    return row


def content_of(
    contest: "Contest", slides: "Preset", rows: "Sequence[Row]", complexity: "Complexity", smaller: Mapping[int, float]
) -> dict[str, Any]:
    """Return what compare.json says."""
    from generator.comparison import better_than_peers, recordings_distance
    from generator.model import read_model

    figures = read_model(contest.folder / "slides.pt").figures
    return {
        "schema": 1,
        "seed": contest.seed,
        "n_sounds": len(contest.collection.sounds),
        "models": [asdict(row) for row in rows],
        "study_model_better_than_peers": better_than_peers(rows[3], rows[:3]),
        "predictors_db": {
            f"{slides.latent_dimensions} components": figures["components_db"],
            "mean sound": figures["mean_db"],
        },
        "silence_db": figures["zero_db"],
        "recordings_distance": recordings_distance(contest, slides),
        "chance_purity": figures["chance_purity"],
        "complexity": asdict(complexity),
        "slides_model_db_by_latents": dict(smaller),
    }


def value_of(row: "Row", field: str) -> Any:
    """Return a value of a row, or of a part of it after a dot; None where the row has no such part.

    Examples
    --------
    >>> value_of(Namespace(draws=Namespace(distance=2)), "draws.distance"), value_of(Namespace(draws=None), "draws.x")
    (2, None)
    """
    part, _, rest = field.partition(".")
    value = getattr(row, part)
    return getattr(value, rest, None) if rest else value


def text_of(name: str, rows: "Sequence[Row]", content: Mapping[str, Any]) -> str:
    """Return the comparison as a table for the screen."""
    table = [["", *(row.model for row in rows)]]
    lines: tuple[tuple[str, str, str], ...] = (
        ("preset", "preset", "{}"),
        ("epochs", "epochs", "{}"),
        ("latents", "latent_dimensions", "{}"),
        ("parameters", "n_parameters", "{:,}"),
        ("training, s", "train_s", "{:.0f}"),
        ("reconstruction, dB", "reconstruction_db", "{:.2f}"),
        ("prior draws, distance", "prior_draws.distance", "{:.2f}"),
        ("  that pass", "prior_draws.pass_share", "{:.0%}"),
        ("class draws, distance", "class_draws.distance", "{:.2f}"),
        ("  that pass", "class_draws.pass_share", "{:.0%}"),
        ("morphs, uneven steps", "morph_step_cv", "{:.2f}"),
        ("  largest / mean step", "morph_bump", "{:.2f}"),
        ("  that pass", "morph_pass_share", "{:.0%}"),
        ("purity", "purity", "{:.2f}"),
    )
    for title, field, form in lines:
        values = [value_of(row, field) for row in rows]
        table.append([title, *("-" if value is None else form.format(value) for value in values)])
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    text = [f"{name}: held-out recordings"]
    for row in table:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        text.append("  " + "  ".join(cells))
    predictors = ", ".join(f"{key} {value:.2f}" for key, value in content["predictors_db"].items())
    text.append(f"  beside them, dB: {predictors}, silence {content['silence_db']:.2f}")
    text.append(f"  distance of training recordings: {content['recordings_distance']:.2f}")
    text.append(f"  purity by chance: {content['chance_purity']:.2f}")
    found = content["complexity"]
    needed = found["n_for_90_percent"] or f"more than {max(found['components_db'])}"
    text.append(f"  complexity: {needed} principal components explain 90 % of the variance of held-out recordings")
    text += [f"  WARNING: {row.model}: {warning}" for row in rows for warning in row.warnings]
    return "\n".join(text)
