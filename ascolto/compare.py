"""Hold models of a collection against each other, and collections against numbers of latents.

Trains on each collection a plain autoencoder, the slides' variational autoencoder, a small GAN and the
study's own model, and measures all on recordings that none has heard: reconstruction beside principal
components, the mean sound and silence; draws; evenness of straight morphs; purity; processor time. With
several seeds, each divides the recordings anew. Then, how much of a sound is lost with 8 to 256 latents.
What was measured already is kept.
"""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ascolto.options import add_out, add_study
from ascolto.sweep import chosen
from study.errors import AscoltoError
from study.files import write_whole
from study.folder import StudyFolder

if TYPE_CHECKING:
    from generator.comparison import Row, Run
    from generator.complexity import Complexity
    from generator.contest_measures import Contest
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
    parser.add_argument(
        "--seeds",
        metavar="N",
        type=int,
        default=1,
        help="seeds to train and divide with: the study's and those after it (default: 1)",
    )


def run(options: Namespace) -> int:
    """Compare on each collection, then draw the complexity of all."""
    from generator.comparison_pictures import draw_comparison, draw_complexity
    from generator.comparison_table import table_text
    from generator.complexity import complexity_of
    from generator.pictures import write_picture

    if options.seeds < 1:
        raise AscoltoError("--seeds", f"at least 1 is needed, got {options.seeds}", "Correct it.")
    folder = StudyFolder(options.study)
    out: Path = options.out or folder.path / "models" / "compare"
    measured: list[Complexity] = []
    points: dict[str, dict[str, dict[int, float]]] = {}
    for name in chosen(folder, options.collections):
        first, slides, own = contest_of(folder, name, out / name)
        smaller = by_latents(first, slides, options.latents)
        runs = [
            run_of(replace(first, seed=seed, folder=out / name / f"seed-{seed}"), slides, own)
            for seed in range(first.seed, first.seed + options.seeds)
        ]
        measured.append(complexity_of(name, first.configuration(slides).representation, first.data(slides)))
        points[name] = {row.model: {row.latent_dimensions: row.reconstruction_db} for row in runs[0].rows}
        points[name]["slides"] |= smaller
        target = out / name / "compare.json"
        with write_whole(target) as partial:
            content = content_of(first, runs, measured[-1], smaller)
            partial.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(table_text(name, runs, measured[-1]))
        drawn = write_picture(draw_comparison(name, runs), target)
        print("\n".join(f"written: {written}" for written in (target, *drawn)))
    for written in write_picture(draw_complexity(measured, points), out / "complexity.json"):
        print(f"written: {written}")
    return 0


def contest_of(folder: StudyFolder, name: str, out: Path) -> "tuple[Contest, Preset, Preset]":
    """Return what is compared on a collection: the sounds, the slides' preset for them, the study's own."""
    from generator.collection import read_collection
    from generator.contest_measures import Contest
    from generator.grid import slides_preset
    from generator.presets import preset_for

    plan = folder.study.collections[name]
    collection = read_collection(folder.sounds(name), plan.layout)
    own, seed = preset_for(folder.study.models[plan.model]), folder.study.study.seed
    return Contest(collection, seed, out / f"seed-{seed}"), slides_preset(collection), own


def run_of(contest: "Contest", slides: "Preset", own: "Preset") -> "Run":
    """Train and measure the four models; what was measured with the same settings is read."""
    from generator.comparison import Run
    from generator.contest import compare_autoencoder, compare_gan, compare_vae
    from generator.contest_measures import beside
    from generator.model import read_model

    rows = (
        kept(contest, "autoencoder", slides, lambda: compare_autoencoder(contest, slides)),
        kept(contest, "slides", slides, lambda: compare_vae(contest, "slides", slides)),
        kept(contest, "gan", slides, lambda: compare_gan(contest, slides)),
        kept(contest, "study", own, lambda: compare_vae(contest, "study", own)),
    )
    figures = read_model(contest.folder / "slides.pt").figures
    return Run(contest.seed, rows, beside(contest, slides, figures))


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
    from generator.comparison import MEASURES, row_of

    path = contest.folder / f"{model}.row.json"
    recipe = f"{MEASURES}: {contest.configuration(preset)}"
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
    contest: "Contest", runs: "Sequence[Run]", complexity: "Complexity", smaller: dict[int, float]
) -> dict[str, Any]:
    """Return what compare.json says."""
    from generator.comparison import better_than_peers

    better = [better_than_peers(run.rows[-1], run.rows[:-1]) for run in runs]
    return {
        "schema": 2,
        "n_sounds": len(contest.collection.sounds),
        "seeds": [run.seed for run in runs],
        "seeds_in_which_the_study_model_beats_all": {
            measure: sum(one[measure] for one in better) for measure in better[0]
        },
        "complexity": asdict(complexity),
        "slides_model_db_by_latents": smaller,
        "runs": [asdict(run) for run in runs],
    }
