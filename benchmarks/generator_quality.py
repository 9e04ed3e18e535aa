"""What the models of a study reach, held against the targets: reconstruction, classes, and how even morphs are.

The models are those that `ascolto compare` has trained, so that the slides' preset and the study's own have learned
from the same sounds and are judged on the same recordings that neither has heard.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.table import Line
from generator.audio import SAMPLE_RATE_HZ, Audio, fit_length
from generator.candidates import find_candidates
from generator.collection import Collection, Sound, read_collection
from generator.model import Model, read_model
from generator.morph_making import STRAIGHT, UNIFORM, MorphMaker
from generator.orders import Order
from generator.pictures import figure, write_picture
from generator.purity import chance_purity, held_out_purity
from generator.stimulus_sets import plan_morphs
from generator.training_data import training_data
from generator.yardstick import YARDSTICK
from study.folder import StudyFolder
from study.study_file import MorphSet

MOST_DB = {"harmonic": 4.0}
LEAST_PURITY = {"harmonic": 0.9, "non-harmonic": 0.8}
N_MORPHS = 12
N_SAMPLES = 4 * SAMPLE_RATE_HZ
N_SHOWN = 8
"""Draws in a picture: seven classes, and one from the prior."""


def model_quality(study: Path, compared: Path, name: str) -> list[Line]:
    """Read what was measured at the end of the trainings of `ascolto compare`; shuffle the labels for chance."""
    folder = StudyFolder(study)
    trained = _trained(folder, compared, name)
    own, slides = read_model(trained / "study.pt"), read_model(trained / "slides.pt")
    share = own.figures["loss"] / slides.figures["loss"]
    most_db, least = MOST_DB.get(name), LEAST_PURITY.get(name, 0.8)
    found_db, purity = own.figures["model_db"], own.figures["purity"]
    shuffled, chance = _shuffled_purity(own, _collection(folder, name), trained)
    return [
        Line(
            f"{name}: held-out recordings (slides' preset {slides.figures['model_db']:.2f} dB)",
            f"{found_db:.2f} dB",
            f"<= {most_db:g} dB" if most_db else "no target",
            most_db is None or found_db <= most_db,
        ),
        Line(
            f"{name}: their mean squared error, share of the slides' preset's",
            f"{share:.2f}",
            "<= 1/3",
            share <= 1 / 3,
        ),
        Line(
            f"{name}: purity (slides' preset {slides.figures['purity']:.2f})",
            f"{purity:.2f}",
            f">= {least:g}",
            purity >= least,
        ),
        Line(
            f"{name}: purity under shuffled labels (chance {chance:.2f})",
            f"{shuffled:.2f}",
            "chance, within 0.05",
            abs(shuffled - chance) <= 0.05,
        ),
    ]


def morph_quality(study: Path, compared: Path, name: str, picture: Path | None = None) -> list[Line]:
    """Even out the first morphs of a set, all of other recordings, and draw the first that was kept."""
    folder = StudyFolder(study)
    trained = _trained(folder, compared, name)
    model, collection = read_model(trained / "study.pt"), _collection(folder, name)
    pairs = _pairs(model, collection, folder.study.study.seed, trained / "study.pt")
    morphs = [MorphMaker(model, [_heard(sound) for sound in pair]) for pair in pairs]
    straight = [morph.along(STRAIGHT) for morph in morphs]
    uniform = [morph.along(UNIFORM) for morph in morphs]
    kept = [at for at, version in enumerate(uniform) if version.path == UNIFORM]
    before, after = ([found for at in kept if (found := one[at].measures)] for one in (straight, uniform))
    if picture and kept:
        title = " to ".join(sound.sound_class for sound in pairs[kept[0]])
        _draw(title, [straight[kept[0]].y, uniform[kept[0]].y], picture)

    def medians(measure: str) -> tuple[float, float]:
        a, b = (float(np.median([getattr(one, measure) for one in side])) for side in (before, after))
        return a, b

    worst = max((one.step_variation for one in after), default=float("nan"))
    lines = [
        Line(
            f"{name}: uniform paths that are kept",
            f"{len(kept)} of {len(morphs)}",
            "at least half",
            2 * len(kept) >= len(morphs),
        ),
        Line(
            f"{name}: variation of their steps on log-mel, the largest",
            f"{worst:.3f}",
            "<= 0.05, as kept",
            worst <= 0.05,
        ),
    ]
    for measure, what in (("mfcc_variation", "MFCC"), ("loudness_variation", "loudness")):
        is_met = all(getattr(b, measure) <= getattr(a, measure) for a, b in zip(before, after, strict=True))
        a, b = medians(measure)
        lines.append(
            Line(
                f"{name}: the same on {what}, straight and uniform", f"{a:.2f}, {b:.2f}", "none worse, as kept", is_met
            )
        )
    a, b = medians("step_variation")
    lines.append(Line(f"{name}: on log-mel, straight and uniform", f"{a:.2f}, {b:.2f}", "", True))
    return lines


def draw_draws(study: Path, compared: Path, name: str, picture: Path) -> None:
    """Draw what the study's model draws for up to seven classes, and from its prior."""
    model = read_model(_trained(StudyFolder(study), compared, name) / "study.pt")
    rng, classes = np.random.default_rng(N_SHOWN), model.densities.classes[: N_SHOWN - 1]
    latents = [*(model.densities.draw(one, rng) for one in classes), model.draw(rng)]
    drawn = figure(8, 3.6)
    panels = drawn.subplots(2, N_SHOWN // 2).flat
    for axes, features, title in zip(
        panels, model.decode(np.stack(latents)), [*classes, "from the prior"], strict=False
    ):
        levels_db = YARDSTICK.range_db * (features - features.max())
        axes.imshow(levels_db, origin="lower", aspect="auto", cmap="magma", vmin=-60)
        axes.set_title(title, fontsize=9)
        axes.set_axis_off()
    write_picture(drawn, picture, [".png"])


def _collection(folder: StudyFolder, name: str) -> Collection:
    return read_collection(folder.sounds(name), folder.study.collections[name].layout)


def _trained(folder: StudyFolder, compared: Path, name: str) -> Path:
    return compared / name / f"seed-{folder.study.study.seed}"


def _shuffled_purity(model: Model, collection: Collection, trained: Path) -> tuple[float, float]:
    """Return purity when the held-out sounds' classes are shuffled, mean of 20, and chance."""
    data = training_data(model.configuration, collection, trained / "features")
    originals = data.train[:: data.n_copies].float().numpy()
    known, asked = model.encode(originals), model.encode(data.held_out.float().numpy())
    classes, rng = data.train_classes[:: data.n_copies], np.random.default_rng(0)
    found = [held_out_purity(asked, rng.permutation(data.held_out_classes).tolist(), known, classes) for _ in range(20)]
    return float(np.mean(found)), chance_purity(data.held_out_classes, classes)


def _pairs(model: Model, collection: Collection, seed: int, checkpoint: Path) -> list[tuple[Sound, ...]]:
    """Choose the ends of morphs as for a set of a study."""
    plan = MorphSet(collection="x", kind="morph", n_morphs=N_MORPHS, path=(STRAIGHT, UNIFORM))
    order = Order("benchmark", plan, collection, checkpoint, seed)
    candidates = find_candidates(collection, model.configuration.seed, N_SAMPLES, order.rng("candidates"))
    planned = plan_morphs(plan, candidates, order.rng("plan"))
    return list({one.source: one.sounds for one in planned if one.role == "test"}.values())


def _heard(sound: Sound) -> Audio:
    return fit_length(sound.audio(), N_SAMPLES)


def _draw(title: str, sounds: Sequence[np.ndarray], path: Path) -> None:
    """Draw the mel spectrograms of a morph along the straight path, and along the uniform one below it."""
    drawn = figure(8, 5)
    for axes, y, kind in zip(drawn.subplots(2, 1, sharex=True), sounds, ("straight", "uniform"), strict=True):
        n_frames = YARDSTICK.n_frames_of(len(y))
        levels_db = YARDSTICK.range_db * (YARDSTICK.features(y.astype(np.float32))[:, :n_frames] - 1)
        axes.imshow(
            levels_db,
            origin="lower",
            aspect="auto",
            cmap="magma",
            vmin=-60,
            extent=(0, len(y) / SAMPLE_RATE_HZ, 0, 128),
        )
        axes.set(title=f"{title}, {kind} path", ylabel="mel band")
    axes.set_xlabel("time in s")
    write_picture(drawn, path, [".png"])
