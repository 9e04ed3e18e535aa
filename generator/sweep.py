"""Train a grid of models: Optuna hands out the trainings, to one worker or to many, each once.

A training is an Optuna trial; its figures lie in Optuna's database after every checkpoint, so
any worker can rank what all have found. What is being trained by somebody is not begun by anybody
else; what was begun and not ended (a kill, a power cut) is begun again, and goes on from the
state that the training left beside its checkpoint. A worker that finds nothing to begin waits for
the others, in case one of them dies.
"""

import hashlib
import json
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import optuna
from optuna.trial import TrialState

from generator.collection import Collection
from generator.features import collection_hash
from generator.grid import Grid, preset_at
from generator.model import Configuration, read_model
from generator.presets import Preset
from generator.ranking import Ranked
from generator.split import split_by_recording
from generator.training import configure, is_trained, optimiser_of, train_epoch, train_model
from generator.training_data import HELD_OUT, training_data

HEARTBEAT_S = 30
"""So often a worker tells a shared database that it lives."""

GRACE_S = 180
"""A worker that has not been heard of for so long is taken for dead, and its training is begun again."""

LOOK_EVERY_S = 1.0
"""So often a worker that has nothing to train looks what the others do."""

CLAIMED = "claimed"
"""What a worker writes on its trial when its heart already beats: a kill before that leaves no claim behind."""

MEASURED_SOUNDS = 512
"""Sounds of the short epoch that the estimate is measured on."""


@dataclass(frozen=True)
class Sweep:
    """A grid of trainings of one preset on one collection."""

    preset: Preset
    grid: Grid
    collection: Collection
    seed: int
    folder: Path
    """For checkpoints, and for the database where none is shared."""

    @property
    def study_name(self) -> str:
        """Name of Optuna's study: workers with the same sounds, preset, grid and seed share one."""
        preset = {**asdict(self.preset), "batch_size": 0, "learning_rate": 0, "epochs": 0}
        content = [preset, asdict(self.grid), collection_hash(self.collection.sounds), self.seed]
        return f"{self.preset.name} {hashlib.sha256(json.dumps(content).encode()).hexdigest()[:12]}"

    def configuration(self, batch_size: int, learning_rate: float, epochs: int) -> Configuration:
        """Return what is trained at one place of the grid."""
        return configure(preset_at(self.preset, batch_size, learning_rate, epochs), self.collection, self.seed)

    def checkpoint(self, batch_size: int, learning_rate: float, epochs: int) -> Path:
        """Return where its checkpoint lies."""
        return self.folder / f"batch-{batch_size}-rate-{learning_rate:g}-epochs-{epochs}.pt"


@contextmanager
def quiet_optuna() -> Iterator[None]:
    """Silence Optuna's log lines, and its warnings that the heartbeat may still change."""
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        yield


def open_study(
    sweep: Sweep, url: str, is_shared: bool, heartbeat_s: int = HEARTBEAT_S, grace_s: int = GRACE_S
) -> optuna.Study:
    """Open the sweep's study in a database.

    Parameters
    ----------
    sweep : Sweep
        What is trained.
    url : str
        Of the database, which is Optuna's own.
    is_shared : bool
        Whether other workers may be training now. Where they cannot, a training in progress is one that was killed.
    heartbeat_s, grace_s : int
        For a shared database: see `HEARTBEAT_S` and `GRACE_S`.
    """
    with quiet_optuna():
        storage = _storage(url, heartbeat_s if is_shared else None, grace_s if is_shared else None)
        if not is_shared:
            _give_up_running(storage, sweep.study_name)
        grid = {"batch_size": sweep.grid.batch_sizes, "learning_rate": sweep.grid.learning_rates}
        return optuna.create_study(
            storage=storage,
            study_name=sweep.study_name,
            sampler=optuna.samplers.GridSampler(grid, seed=0),
            direction="maximize",
            load_if_exists=True,
        )


def work(sweep: Sweep, study: optuna.Study, tell: Callable[[int, int], object] = lambda *_: None) -> None:
    """Train what nobody has trained or is training, until everything is trained, by whomever.

    Parameters
    ----------
    sweep : Sweep
        What is trained.
    study : optuna.Study
        Of :func:`open_study`.
    tell : callable
        Called after every training, and now and then while others train the rest: how many trainings are done,
        and how many are with other workers.
    """
    lost: list[int] = []

    def train(trial: optuna.Trial) -> float:
        batch_size = trial.suggest_categorical("batch_size", sweep.grid.batch_sizes)
        learning_rate = trial.suggest_categorical("learning_rate", sweep.grid.learning_rates)
        # Two workers that ask in the same moment may be given the same place. Each has written down which
        # place it has before it looks, so at least one of them sees the other and steps back.
        own = study.trials[trial.number].system_attrs["grid_id"]
        trial.set_user_attr(CLAIMED, own)
        if any(number != trial.number and place == own for number, place in _claims(study).items()):
            raise optuna.TrialPruned
        found = _train(sweep, batch_size, learning_rate)
        if study.trials[trial.number].state != TrialState.RUNNING:
            lost.append(trial.number)
            raise optuna.TrialPruned
        for epochs, figures in found.items():
            trial.report(-figures["loss_nats"], epochs)
            trial.set_user_attr(str(epochs), figures)
        return max(-figures["loss_nats"] for figures in found.values())

    with quiet_optuna():
        while len(_done(study)) < len(sweep.grid.trainings):
            if _is_anything_left(sweep, study):
                try:
                    study.optimize(train, n_trials=1)
                except ValueError:  # Optuna's, of a trial that was taken for dead: a machine that slept, and woke
                    if not lost:
                        raise
                    lost.clear()
            else:
                time.sleep(LOOK_EVERY_S)
            tell(len(_done(study)), len(set(_claims(study).values()) - set(_done(study))))


def ranking(sweep: Sweep, study: optuna.Study) -> list[Ranked]:
    """Return what has been found so far, by whichever worker, best bound first."""
    found = [
        ((trial.params["batch_size"], trial.params["learning_rate"], epochs), trial.user_attrs[str(epochs)])
        for trial in _done(study).values()
        for epochs in sweep.grid.epochs
    ]
    found.sort(key=lambda one: (one[1]["loss_nats"], one[0]))
    return [
        Ranked(rank, *place, -figures["loss_nats"], sweep.checkpoint(*place).name, figures)
        for rank, (place, figures) in enumerate(found, start=1)
    ]


def estimate_s(sweep: Sweep, n_trainings_done: int) -> float:
    """Return about how long the trainings that are left take on this machine, by one short epoch per batch size.

    Features are computed on the way, and kept for the trainings.
    """
    longest = max(sweep.grid.epochs)
    first = sweep.configuration(*sweep.grid.trainings[0], longest)
    data = training_data(first, sweep.collection, sweep.folder / "features").train
    share = min(1.0, MEASURED_SOUNDS / len(data))
    taken = []
    for batch_size in sweep.grid.batch_sizes:
        configuration = sweep.configuration(batch_size, sweep.grid.learning_rates[0], longest)
        network = configuration.network().train()
        optimiser = optimiser_of(network, configuration.preset)
        train_epoch(network, optimiser, data[:batch_size], configuration, 0)  # the first step is slow
        started = time.perf_counter()
        train_epoch(network, optimiser, data[:MEASURED_SOUNDS], configuration, 0)
        taken.append((time.perf_counter() - started) / share)
    n_left = len(sweep.grid.trainings) - n_trainings_done
    return sum(taken) / len(taken) * longest * n_left


def whole_batches(sweep: Sweep) -> tuple[int, list[int]]:
    """Return the number of training sounds, and the batch sizes that hold all of them: they train the same model."""
    train, _ = split_by_recording(sweep.collection, HELD_OUT, sweep.seed)
    return len(train), [size for size in sweep.grid.batch_sizes if size >= len(train)]


def checkpoint_bytes(sweep: Sweep) -> int:
    """Return about how much room the checkpoints of all combinations take."""
    network = sweep.configuration(*sweep.grid.trainings[0], 1).network()
    return sweep.grid.n_combinations * sum(weight.numel() * weight.element_size() for weight in network.parameters())


def _train(sweep: Sweep, batch_size: int, learning_rate: float) -> dict[int, dict[str, float]]:
    """Train to the last epoch count, with a checkpoint at each; return the figures of each."""
    paths = {epochs: sweep.checkpoint(batch_size, learning_rate, epochs) for epochs in sweep.grid.epochs}
    *shorter, longest = sorted(paths)
    configurations = {epochs: sweep.configuration(batch_size, learning_rate, epochs) for epochs in paths}
    if not all(is_trained(path, configurations[epochs]) for epochs, path in paths.items()):
        on_the_way = {epochs: paths[epochs] for epochs in shorter}
        train_model(paths[longest], configurations[longest], sweep.collection, on_the_way)
    return {epochs: read_model(path).figures for epochs, path in paths.items()}


def _is_anything_left(sweep: Sweep, study: optuna.Study) -> bool:
    """Whether a place is neither trained nor being trained; one that failed is put back into the queue."""
    optuna.storages.fail_stale_trials(study)
    trials = study.get_trials(deepcopy=False)
    left = set(range(len(sweep.grid.trainings))) - set(_claims(study).values())
    tried = {_place(trial): trial for trial in trials}
    is_queued = {_place(trial) for trial in trials if trial.state == TrialState.WAITING}
    if left and left <= set(tried) and not left & is_queued:
        failed = tried[min(left)]
        attributes = {key: failed.system_attrs[key] for key in ("grid_id", "search_space")}
        study.add_trial(optuna.trial.create_trial(state=TrialState.WAITING, system_attrs=attributes))
    return bool(left)


def _storage(url: str, heartbeat_s: int | None, grace_s: int | None) -> optuna.storages.RDBStorage:
    """Open Optuna's tables; of two workers that make them in the same moment one fails, and finds them made."""
    for wait_s in (0.5, 1.0, 2.0):
        try:
            return optuna.storages.RDBStorage(url, heartbeat_interval=heartbeat_s, grace_period=grace_s)
        except Exception:  # whatever the database's driver raises; the last try lets it through
            time.sleep(wait_s)
    return optuna.storages.RDBStorage(url, heartbeat_interval=heartbeat_s, grace_period=grace_s)


def _give_up_running(storage: optuna.storages.BaseStorage, name: str) -> None:
    """Mark what a killed worker left running as failed."""
    if name in optuna.get_all_study_names(storage):
        study = optuna.load_study(study_name=name, storage=storage)
        for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            study.tell(trial.number, state=TrialState.FAIL)


def _done(study: optuna.Study) -> dict[int, optuna.trial.FrozenTrial]:
    """Return the trials whose trainings are done, by place."""
    return {_place(trial): trial for trial in study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))}


def _claims(study: optuna.Study) -> dict[int, int]:
    """Return the places that nobody else may begin, by the number of the trial that has them."""
    running = study.get_trials(deepcopy=False, states=(TrialState.RUNNING,))
    claimed = {trial.number: int(trial.user_attrs[CLAIMED]) for trial in running if CLAIMED in trial.user_attrs}
    return claimed | {trial.number: place for place, trial in _done(study).items()}


def _place(trial: optuna.trial.FrozenTrial) -> int:
    """Return which place of the grid a trial has; -1 in the moment before it is given one."""
    return int(trial.system_attrs.get("grid_id", -1))
