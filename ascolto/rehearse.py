"""Let synthetic listeners take the survey: the real server, the real pages, a stated listener model.

Their answers are marked as simulated for ever and never mix with live ones. Each rehearsal
starts afresh; 'ascolto export --run rehearsal' and 'ascolto report' take the newest. The
listeners need not wait for sounds to end; everything else is as for people. Some are careless,
some have a bad link: what the checks find of each kind is printed.

With --real-time one attentive listener takes as long as a person: hears every sound to its end,
reads the pages, takes time to answer. What it took is held against the minutes participants are promised.
"""

import re
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ascolto.options import add_seed, add_study
from stimuli.manifest import Stimulus
from study.folder import StudyFolder
from study.minutes import minutes_of, promised_minutes
from study.study_file import CANNOT_TELL, StudyFile

if TYPE_CHECKING:
    from analysis.simulation import Kind, Listener
    from survey_app.walker import Pace, Walk, Walker

PATIENCE_S = 60.0
"""How long a listener with a bad link tries again."""

N_AT_ONCE = 6
"""Listeners at a time: enough to keep two cores busy."""


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_study(parser)
    add_seed(parser)
    parser.add_argument("--listeners", metavar="N", type=int, default=40, help="synthetic listeners (default: 40)")
    parser.add_argument("--real-time", action="store_true", help="one listener who takes as long as a person")


def run(options: Namespace) -> None:
    """Rehearse, and print what was stored."""
    from survey_app.errors import SurveyError
    from survey_app.export import stored_runs

    folder = StudyFolder(options.study)
    if options.listeners < 1:
        raise SurveyError("--listeners", f"a rehearsal needs at least one, got {options.listeners}", "Name a number.")
    seed = folder.study.study.seed if options.seed is None else options.seed
    if options.real_time:
        for line in in_real_time(folder, seed):
            print(line)
        return
    rehearsed = rehearse(folder, options.listeners, seed)
    n_completed = sum(one.walk.is_completed for one in rehearsed)
    n_screened_out = sum(one.walk.is_screened_out for one in rehearsed)
    n_left = len(rehearsed) - n_completed - n_screened_out
    stored = stored_runs(folder)["rehearsal"]
    screened_out = f", {n_screened_out} were screened out" if n_screened_out else ""
    print(f"{n_completed} of {len(rehearsed)} synthetic listeners finished, {n_left} left early{screened_out}")
    for line in findings(rehearsed, folder.study):
        print(line)
    print(f"stored: {stored.n_answers} answers of {stored.n_listeners} listeners, marked as simulated for ever")


@dataclass(frozen=True)
class Rehearsed:
    """One synthetic listener who took the survey: of what kind, how far, and what the checks found."""

    kind: "Kind"
    walk: "Walk"
    reasons: tuple[str, ...]


def telling_checks(kind: "Kind", study: StudyFile) -> frozenset[str]:
    """Return the checks of a study that are made to find a kind of listener; none for those who are honest.

    Some a study cannot find: phone speakers without a check of the equipment, straight-liners
    with few ratings.
    """
    from survey_app.checks import FEWEST_ALIKE

    ratings = {question.id for question in study.questions if question.kind == "rating"}
    n_ratings = [sum(one.n_heard for one in study.sections if rating in one.questions) for rating in ratings]
    made_for: dict[str, dict[str, bool]] = {
        "speeder": {"speeding": True},
        "straight-liner": {"straight-lining": max(n_ratings, default=0) >= FEWEST_ALIKE},
        "phone-speakers": {"headphones": study.checks.headphones != "none", "bass": study.checks.bass},
    }
    return frozenset(name for name, is_made in made_for.get(kind, {}).items() if is_made)


HONEST: frozenset["Kind"] = frozenset({"attentive", "resender", "bad-network"})


def findings(rehearsed: Sequence[Rehearsed], study: StudyFile) -> list[str]:
    """Say in one line per kind of listener who was found, and what else the checks of the study found.

    Who left early is found by that alone: most checks look at whole listening sessions.
    """
    lines = []
    for kind in sorted({one.kind for one in rehearsed}):
        of_kind = [one for one in rehearsed if one.kind == kind]
        stayed = [one for one in of_kind if one.walk.is_completed or one.walk.is_screened_out]
        telling = telling_checks(kind, study)
        n_found = sum(not telling.isdisjoint(one.reasons) for one in stayed)
        counts = Counter(reason for one in of_kind for reason in one.reasons)
        found = ", ".join(f"{reason} {n}" for reason, n in sorted(counts.items())) or "nothing"
        if kind in HONEST:
            verdict = "honest"
        elif telling:
            verdict = f"{n_found} of the {len(stayed)} who stayed were found by {' or '.join(sorted(telling))}"
        else:
            verdict = "this study has no check that could find them"
        lines.append(f"  {len(of_kind)} x {kind}: {verdict} (reasons: {found})")
    return lines


def rehearse(
    folder: StudyFolder, n_listeners: int, seed: int, kinds: "Mapping[Kind, float] | None" = None
) -> list[Rehearsed]:
    """Serve the study on loopback and let synthetic listeners take it; return what each of them did.

    Parameters
    ----------
    folder : StudyFolder
        A study with stimuli.
    n_listeners : int
        How many start; the listener model says how many leave early.
    seed : int
        Seed of the listener model: the same listeners for the same seed.
    kinds : mapping of kind to float, optional
        Shares of the kinds of listeners; those of the listener model unless told otherwise.
    """
    from tqdm import tqdm

    from analysis.simulation import REHEARSED_KINDS, ListenerModel
    from survey_app.database import Database, database_url
    from survey_app.export import reasons_by_token
    from survey_app.operations.rehearsals import end_rehearsal, make_rehearsal_key
    from survey_app.server import running_server

    model = ListenerModel(seed=seed, kinds=REHEARSED_KINDS if kinds is None else kinds)
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
            walks = [walked.result() for walked in walking]
            reasons = reasons_by_token(database, [walk.token for walk in walks])
            return [
                Rehearsed(model.listener(number).kind, walk, reasons[walk.token]) for number, walk in enumerate(walks)
            ]
        finally:
            threads.shutdown(cancel_futures=True)
            end_rehearsal(database, key)
            database.close()


def in_real_time(folder: StudyFolder, seed: int) -> list[str]:
    """Let one attentive listener take the survey in real time; say how that compares with what is promised.

    Lengths of sounds, words of pages, number of trials and the server's replies are those of the
    survey itself. How fast people read and answer is assumed, as the promise assumes it.
    """
    from analysis.simulation import ListenerModel
    from stimuli.manifest import read_manifest
    from survey_app.database import Database, database_url
    from survey_app.operations.rehearsals import end_rehearsal, make_rehearsal_key
    from survey_app.server import running_server
    from survey_app.walker import Pace

    sets = {section.set for section in folder.study.sections}
    durations_s = {name: [one.duration_s for one in read_manifest(folder.manifest(name)).stimuli] for name in sets}
    promised_s = 60 * promised_minutes(minutes_of(folder, durations_s))
    listener = ListenerModel(seed=seed, leaving=0.0).listener(0)
    with running_server(folder) as server:
        database = Database(database_url(folder))
        key = make_rehearsal_key(database, 1)
        try:
            walker = _walker(server.url, key, listener, folder.study, stimuli_by_hash(folder), Pace())
            began = time.monotonic()
            walk = walker.take()
            took_s = time.monotonic() - began
        finally:
            end_rehearsal(database, key)
            database.close()
    return [
        f"promised {promised_s / 60:g} minutes, took {took_s / 60:.1f} ({took_s / promised_s - 1:+.0%}), "
        + (f"{walk.n_trials} trials" if walk.is_completed else "without reaching the end"),
        *(f"  {activity}: {seconds / 60:.1f} minutes" for activity, seconds in sorted(walk.stayed_s.items())),
        f"  waiting for the survey: {took_s - sum(walk.stayed_s.values()):.1f} s",
    ]


def stimuli_by_hash(folder: StudyFolder) -> dict[str, Stimulus]:
    """Return the stimuli of all sections by the SHA-256 of their files, which is all a walker knows of them."""
    from stimuli.manifest import read_manifest

    names = {section.set for section in folder.study.sections}
    return {one.sha256: one for name in sorted(names) for one in read_manifest(folder.manifest(name)).stimuli}


def _walker(
    url: str,
    key: str,
    listener: "Listener",
    study: StudyFile,
    stimuli: Mapping[str, Stimulus],
    pace: "Pace | None" = None,
) -> "Walker":
    from survey_app.losing_transport import LosingTransport
    from survey_app.walker import Manner, Walker

    def response_time_s(sha256: str, asked: dict[str, Any]) -> float:
        return listener.response_time_s(f"{stimuli[sha256].id} {asked['id']}", asked["kind"])

    has_bad_network = listener.kind == "bad-network"
    languages = study.study.languages
    manner = Manner(
        language=languages[listener.number % len(languages)],
        leaves_after=_leaves_after(listener, study),
        response_time_s=response_time_s,
        sends_twice=listener.kind == "resender",
        patience_s=PATIENCE_S if has_bad_network else 0.0,
        pace=pace,
    )
    return Walker(
        url,
        _answers(listener, study, stimuli),
        listener.profile,
        manner,
        rehearsal_key=key,
        transport=LosingTransport() if has_bad_network else None,
        headphones=_headphones(listener, study),
        bass=_bass(listener),
    )


def _headphones(listener: "Listener", study: StudyFile) -> Callable[[bytes], str]:
    """Return what answers the headphone check: ears that get both channels apart, or mixed by a loudspeaker."""
    from analysis.headphone_ears import chosen_interval

    check = study.checks.headphones
    has_headphones = listener.kind != "phone-speakers"
    return lambda wav: chosen_interval(wav, check, has_headphones) if check != "none" else "1"


def _bass(listener: "Listener") -> Callable[[bytes], str]:
    """Return what answers the bass check: the loudspeakers of a phone play no low tone."""
    from analysis.headphone_ears import counted_tones

    return lambda wav: counted_tones(wav, has_bass=listener.kind != "phone-speakers")


def _leaves_after(listener: "Listener", study: StudyFile) -> int | None:
    share = listener.leaves_after
    n_trials = sum(section.n_heard for section in study.sections)
    return None if share is None else round(share * n_trials)


def _answers(
    listener: "Listener", study: StudyFile, stimuli: Mapping[str, Stimulus]
) -> Callable[[str, dict[str, Any]], str]:
    """Return what answers the walker's questions: the listener model, with the stimulus looked up by its hash."""
    from survey_app.check_trials import ATTENTION

    heard: Counter[tuple[str, str]] = Counter()

    def answer(sha256: str, asked: dict[str, Any]) -> str:
        if asked["id"] == ATTENTION:
            return listener.choose_label(asked["labels"], _label_asked_for(asked["prompt"]))
        options = [option["value"] for option in asked.get("options", ())]
        if asked.get("cannot_tell"):
            options.append(CANNOT_TELL)
        heard[sha256, asked["id"]] += 1
        presentation = heard[sha256, asked["id"]] - 1
        return listener.answer(stimuli[sha256], study.question(asked["id"]), options, presentation)

    return answer


def _label_asked_for(prompt: str) -> str:
    """Read which label an attention check asks for: the words in quotation marks, as people read them."""
    found = re.search("“(.+)”", prompt)
    return found.group(1) if found else ""
