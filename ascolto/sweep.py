"""Train the slides' grid of models on each collection, and rank them by the bound on held-out recordings.

Three batch sizes, three learning rates, four numbers of epochs: 36 combinations, which take nine
trainings, because an epoch is a checkpoint of a longer training. How long that takes is measured
and printed first. A stopped sweep goes on where it was. Several machines divide the work where
all are given the same PostgreSQL database with --database; it must be the sweep's own.
"""

import fcntl
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from tqdm import tqdm

from ascolto.options import add_study
from study.errors import AscoltoError, StudyError, did_you_mean
from study.folder import StudyFolder

if TYPE_CHECKING:
    from optuna import Study

    from generator.sweep import Sweep


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options; the grid's defaults are the slides'."""
    add_study(parser)
    parser.add_argument("collections", metavar="COLLECTION", nargs="*", help="collections (default: all of the study)")
    parser.add_argument(
        "--preset",
        metavar="NAME",
        help="preset to sweep (default: slides-harmonic for the seven instruments, else slides-non-harmonic)",
    )
    grid = (
        ("--batch-size", int, "batch sizes (default: 64 128 256)"),
        ("--learning-rate", float, "learning rates (default: 1e-4 5e-4 1e-3)"),
        ("--epochs", int, "numbers of epochs (default: 100 250 500 1000)"),
    )
    for option, kind, purpose in grid:
        parser.add_argument(option, metavar="N", type=kind, nargs="+", help=purpose)
    parser.add_argument("--database", metavar="URL", help="PostgreSQL database that several machines share")
    parser.add_argument("--estimate", action="store_true", help="print how long it will take, and end")


def run(options: Namespace) -> int:
    """Sweep each collection."""
    from generator.ranking import ranking_text, write_ranking
    from generator.sweep import open_study, ranking, work

    url = shared_url(options.database) if options.database else None
    for name in chosen(StudyFolder(options.study), options.collections):
        sweep = sweep_of(options, name)
        with url_of(sweep, url) as (database, is_shared):
            study = open_study(sweep, database, is_shared)
            n_done = len(ranking(sweep, study)) // len(sweep.grid.epochs)
            n_trainings = len(sweep.grid.trainings)
            print(f"{name}: {sweep.preset.name}, {sweep.grid.n_combinations} combinations in {n_trainings} trainings")
            if n_done < n_trainings:
                print(estimate(sweep, n_done), flush=True)
            if options.estimate:
                continue
            with tqdm(total=n_trainings, initial=n_done, unit="training", disable=None) as progress:
                work(sweep, study, partial(show, sweep, study, progress))
            found = ranking(sweep, study)
            print(ranking_text(found))
            for written in write_ranking(sweep.folder / "ranking", found):
                print(f"written: {written}")
    return 0


def show(sweep: "Sweep", study: "Study", progress: "tqdm[NoReturn]", n_done: int, n_elsewhere: int) -> None:
    """Show how far the sweep is, and rank what there is: a long sweep can be looked at before its end."""
    from generator.ranking import write_ranking
    from generator.sweep import ranking

    if n_done > progress.n:
        write_ranking(sweep.folder / "ranking", ranking(sweep, study))
    progress.n = n_done
    progress.set_postfix_str(f"{n_elsewhere} with other workers" if n_elsewhere else "")


def chosen(folder: StudyFolder, names: list[str]) -> list[str]:
    """Return the collections that are asked for, or all."""
    known = list(folder.study.collections)
    for name in names:
        if name not in known:
            problem = f"no collection is called '{name}'"
            raise StudyError(folder.path / "study.toml", problem, did_you_mean(name, known))
    return names or known


def sweep_of(options: Namespace, name: str) -> "Sweep":
    """Return what to train on one collection."""
    from generator.collection import read_collection
    from generator.grid import Grid, check_preset, slides_preset
    from generator.presets import PRESETS
    from generator.sweep import Sweep

    folder = StudyFolder(options.study)
    collection = read_collection(folder.sounds(name), folder.study.collections[name].layout)
    if options.preset and options.preset not in PRESETS:
        cure = did_you_mean(options.preset, list(PRESETS))
        raise AscoltoError("--preset", f"no preset is called '{options.preset}'", cure)
    preset = PRESETS[options.preset] if options.preset else slides_preset(collection)
    check_preset(preset)
    asked = {
        "batch_sizes": options.batch_size,
        "learning_rates": options.learning_rate,
        "epochs": options.epochs,
    }
    grid = Grid(**{axis: tuple(sorted(set(values))) for axis, values in asked.items() if values})
    if min(*grid.batch_sizes, *grid.learning_rates, *grid.epochs) <= 0:
        raise AscoltoError("ascolto sweep", "batch sizes, learning rates and epochs are above 0", "Correct them.")
    seed = folder.study.study.seed
    return Sweep(preset, grid, collection, seed, folder.path / "models" / "sweep" / name)


def estimate(sweep: "Sweep", n_done: int) -> str:
    """Say how long the trainings that are left take, and how much room all take."""
    from generator.sweep import checkpoint_bytes, estimate_s, whole_batches

    left = timedelta(seconds=round(estimate_s(sweep, n_done)))
    n_left = len(sweep.grid.trainings) - n_done
    text = (
        f"estimate for the {n_left} trainings that are left: {left} (h:mm:ss) on this machine alone; "
        f"checkpoints take {checkpoint_bytes(sweep) / 1e9:.2g} GB"
    )
    n_train, whole = whole_batches(sweep)
    if len(whole) > 1:
        sizes = " and of ".join(map(str, whole))
        text += f"\nNOTE: batches of {sizes} hold all {n_train} training sounds and train the same model"
    return text


@contextmanager
def url_of(sweep: "Sweep", shared: str | None) -> Iterator[tuple[str, bool]]:
    """Give the URL of Optuna's database and whether it is shared; one that is not is locked while it is used."""
    if shared:
        yield shared, True
        return
    sweep.folder.mkdir(parents=True, exist_ok=True)
    with (sweep.folder / "sweep.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            cure = "Wait for it, or share the work with --database."
            raise AscoltoError(sweep.folder, "another 'ascolto sweep' is at work here", cure) from None
        yield f"sqlite:///{sweep.folder.absolute() / 'sweep.db'}", False


def shared_url(text: str) -> str:
    """Return the URL of a shared database with its driver, after a look that it is the sweep's own.

    Optuna keeps its tables under the name alembic_version, as the survey does: in one schema they would
    take each other's for their own.

    Raises
    ------
    AscoltoError
        It is no PostgreSQL database, cannot be reached, or has tables of another program.
    """
    from sqlalchemy import create_engine, inspect, make_url
    from sqlalchemy.exc import ArgumentError, OperationalError

    try:
        url = make_url(text)
    except ArgumentError:
        raise AscoltoError("--database", "not a database URL", "Write postgresql://user@host/sweep.") from None
    if url.get_backend_name() not in ("postgresql", "postgres"):
        problem = f"workers share PostgreSQL, got {url.get_backend_name()}"
        raise AscoltoError("--database", problem, "Leave it out to sweep on this machine alone.")
    url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    try:
        tables = set(inspect(engine).get_table_names())
    except OperationalError as error:
        problem = f"cannot be reached: {str(error.orig).splitlines()[0]}"
        raise AscoltoError("--database", problem, "Start it, or correct the URL.") from None
    finally:
        engine.dispose()
    if tables and not {"studies", "trials"} <= tables:
        whose = "the survey's" if "listening_session" in tables else "another program's"
        cure = "Make one for the sweep alone, such as with: createdb sweep"
        raise AscoltoError("--database", f"{url.database} holds {whose} tables", cure)
    return url.render_as_string(hide_password=False)
