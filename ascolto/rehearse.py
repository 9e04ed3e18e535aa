"""Let synthetic listeners take the survey: the real server, the real pages, a stated listener model.

Their answers are marked as simulated for ever and never mix with live ones. Each rehearsal
starts afresh; 'ascolto export --run rehearsal' and 'ascolto report' take the newest. The
listeners need not wait for sounds to end; everything else is as for people.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, Any

from ascolto.options import add_seed, add_study
from stimuli.manifest import Stimulus
from study.folder import StudyFolder
from study.study_file import CANNOT_TELL, StudyFile

if TYPE_CHECKING:
    from analysis.simulation import Listener
    from survey_app.walker import Walk, Walker

N_AT_ONCE = 6
"""Listeners at a time: enough to keep two cores busy."""


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_study(parser)
    add_seed(parser)
    parser.add_argument("--listeners", metavar="N", type=int, default=40, help="synthetic listeners (default: 40)")


def run(options: Namespace) -> None:
    """Rehearse, and print what was stored."""
    from survey_app.errors import SurveyError
    from survey_app.export import stored_runs

    folder = StudyFolder(options.study)
    if options.listeners < 1:
        raise SurveyError("--listeners", f"a rehearsal needs at least one, got {options.listeners}", "Name a number.")
    walks = rehearse(folder, options.listeners, folder.study.study.seed if options.seed is None else options.seed)
    n_completed = sum(walk.is_completed for walk in walks)
    stored = stored_runs(folder)["rehearsal"]
    print(f"{n_completed} of {len(walks)} synthetic listeners finished, {len(walks) - n_completed} left early")
    print(f"stored: {stored.n_answers} answers of {stored.n_listeners} listeners, marked as simulated for ever")


def rehearse(folder: StudyFolder, n_listeners: int, seed: int) -> "list[Walk]":
    """Serve the study on loopback and let synthetic listeners take it; return what each of them did.

    Parameters
    ----------
    folder : StudyFolder
        A study with stimuli.
    n_listeners : int
        How many start; the listener model says how many leave early.
    seed : int
        Seed of the listener model: the same listeners for the same seed.
    """
    from tqdm import tqdm

    from analysis.simulation import ListenerModel
    from survey_app.database import Database, database_url
    from survey_app.operations.rehearsals import end_rehearsal, make_rehearsal_key
    from survey_app.server import running_server

    model = ListenerModel(seed=seed)
    stimuli = stimuli_by_hash(folder)
    with running_server(folder) as server, ThreadPoolExecutor(N_AT_ONCE) as threads:
        database = Database(database_url(folder))
        key = make_rehearsal_key(database, n_listeners)
        try:
            walking = []
            for number in range(n_listeners):
                walker = _walker(server.url, key, model.listener(number), folder.study, stimuli)
                walker.agree()  # one after the other: the same listener gets the same slot each time
                walking.append(threads.submit(walker.take))
            for walked in tqdm(as_completed(walking), total=n_listeners, desc="rehearsing", unit="listener"):
                walked.result()  # a walker that failed ends the rehearsal at once
            return [walk.result() for walk in walking]
        finally:
            threads.shutdown(cancel_futures=True)
            end_rehearsal(database, key)
            database.close()


def stimuli_by_hash(folder: StudyFolder) -> dict[str, Stimulus]:
    """Return the stimuli of all sections by the SHA-256 of their files, which is all a walker knows of them."""
    from stimuli.manifest import read_manifest

    names = {section.set for section in folder.study.sections}
    return {one.sha256: one for name in sorted(names) for one in read_manifest(folder.manifest(name)).stimuli}


def _walker(url: str, key: str, listener: "Listener", study: StudyFile, stimuli: Mapping[str, Stimulus]) -> "Walker":
    from survey_app.walker import Manner, Walker

    def response_time_s(sha256: str, asked: dict[str, Any]) -> float:
        return 1 + 4 * listener.model.uniform("time", listener.number, stimuli[sha256].id, asked["id"])

    languages = study.study.languages
    manner = Manner(
        language=languages[listener.number % len(languages)],
        leaves_after=_leaves_after(listener, study),
        response_time_s=response_time_s,
    )
    return Walker(url, _answers(listener, study, stimuli), listener.profile, manner, rehearsal_key=key)


def _leaves_after(listener: "Listener", study: StudyFile) -> int | None:
    share = listener.leaves_after
    n_trials = sum(section.n_heard for section in study.sections)
    return None if share is None else round(share * n_trials)


def _answers(
    listener: "Listener", study: StudyFile, stimuli: Mapping[str, Stimulus]
) -> Callable[[str, dict[str, Any]], str]:
    """Return what answers the walker's questions: the listener model, with the stimulus looked up by its hash."""

    def answer(sha256: str, asked: dict[str, Any]) -> str:
        options = [option["value"] for option in asked.get("options", ())]
        if asked.get("cannot_tell"):
            options.append(CANNOT_TELL)
        return listener.answer(stimuli[sha256], study.question(asked["id"]), options)

    return answer
