"""A rehearsal without pages: both tables of a study, answered by synthetic listeners.

The real rehearsal walks the survey over HTTP. This one serves to develop and to test the
report, and shows a researcher what a finished study will look like.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from analysis.simulation import Listener, ListenerModel, intended_class
from stimuli.manifest import Manifest, Stimulus
from study.study_file import CANNOT_TELL, ClassQuestion, RatingQuestion, Section, StudyFile
from study.tables import ListenerRow, RatingRow

PROFILE_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "age_band": ("18-24", "25-34", "35-44", "45-54", "55-64", "65+", ""),
    "gender": ("woman", "man", "other", ""),
    "experience": ("professional", "amateur", "none", ""),
    "hearing": ("no", "yes", ""),
    "device": ("headphones", "speakers", "other", ""),
}
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def simulate_ratings(
    study: StudyFile,
    manifests: Mapping[str, Manifest],
    n_listeners: int,
    seed: int,
    version: str = "simulated",
    model: ListenerModel | None = None,
) -> tuple[list[RatingRow], list[ListenerRow]]:
    """Let synthetic listeners answer a whole study.

    Parameters
    ----------
    study : study.study_file.StudyFile
        What is asked.
    manifests : mapping of set name to stimuli.manifest.Manifest
        What is heard.
    n_listeners : int
        How many listeners start.
    seed : int
        Same seed, same tables.
    version : str
        Study version written into every row.
    model : ListenerModel, optional
        Another listener model; its own seed then decides the answers.

    Returns
    -------
    tuple of list of RatingRow and list of ListenerRow
        Every row is marked simulated and belongs to the rehearsal.
    """
    model = model or ListenerModel(seed=seed)
    ratings: list[RatingRow] = []
    listeners: list[ListenerRow] = []
    for number in range(n_listeners):
        listener = model.listener(number)
        trials = [trial for section in study.sections for trial in _trials(section, manifests[section.set], listener)]
        leaves_after = listener.leaves_after
        n_heard = len(trials) if leaves_after is None else int(leaves_after * len(trials))
        ratings += [row for trial in trials[:n_heard] for row in _rows(study, version, listener, *trial)]
        listeners.append(_listener_row(study, listener, is_complete=leaves_after is None))
    return ratings, listeners


Trial = tuple[Section, Stimulus, int, Manifest]


def _trials(section: Section, manifest: Manifest, listener: Listener) -> Iterator[Trial]:
    """Yield practice, then a subset; listeners share the set out among them and deal it again."""
    practice = manifest.with_role("practice")[: section.n_practice]
    heard = manifest.with_role("test", "reference", "anchor")
    n_heard = min(section.n_heard, len(heard))
    deal, place = divmod(listener.number, len(heard) // n_heard)
    shuffled = sorted(heard, key=lambda stimulus: listener.model.uniform("deal", section.id, deal, stimulus.id))
    subset = shuffled[place * n_heard : (place + 1) * n_heard]
    subset.sort(key=lambda stimulus: listener.model.uniform("order", section.id, listener.number, stimulus.id))
    for group in (practice, subset):
        for position, stimulus in enumerate(group, start=1):
            yield section, stimulus, position, manifest


def _rows(
    study: StudyFile,
    version: str,
    listener: Listener,
    section: Section,
    stimulus: Stimulus,
    position: int,
    manifest: Manifest,
) -> Iterator[RatingRow]:
    for question_id in section.questions:
        question = study.question(question_id)
        options = () if question.kind == "rating" else _options(question, stimulus, manifest, listener)
        can_doubt = question.kind == "class" and question.cannot_tell
        response_time_s = 1 + 4 * listener.model.uniform("time", listener.number, stimulus.id, question_id)
        yield RatingRow(
            participant=_participant(listener),
            study_version=version,
            run="rehearsal",
            is_simulated=True,
            section=section.id,
            position=position,
            repeat=0,
            stimulus=stimulus.id,
            role=stimulus.role,
            condition=stimulus.condition,
            intended_start=stimulus.intended_start,
            intended_end=stimulus.intended_end,
            morph=stimulus.morph,
            weight=stimulus.weight,
            question=question_id,
            kind=question.kind,
            value=listener.answer(stimulus, question, (*options, CANNOT_TELL) if can_doubt else options),
            options=tuple(options),
            n_plays=1,
            heard_s=stimulus.duration_s,
            response_time_s=round(response_time_s, 3),
            answered_at=(_EPOCH + timedelta(minutes=listener.number, seconds=position)).isoformat(),
            checks_failed=(),
        )


def _options(
    question: RatingQuestion | ClassQuestion, stimulus: Stimulus, manifest: Manifest, listener: Listener
) -> Sequence[str]:
    """Return all classes, or the intended one (of a step both) among drawn distractors, as the survey shows them."""
    assert question.kind == "class"
    classes = [sound_class.id for sound_class in manifest.classes]
    if question.options != "all" and question.options < len(classes):
        meant = {intended_class(stimulus, question)}
        if stimulus.weight is not None:
            meant = {stimulus.intended_start, stimulus.intended_end}
        meant &= set(classes)
        drawn = sorted(
            (one for one in classes if one not in meant),
            key=lambda one: listener.model.uniform("distractor", listener.number, stimulus.id, question.id, one),
        )
        shown = {*drawn[: question.options - len(meant)], *meant}
        classes = [one for one in classes if one in shown]
    return classes


def _listener_row(study: StudyFile, listener: Listener, is_complete: bool) -> ListenerRow:
    said: dict[str, str] = {name: listener.profile(name, PROFILE_OPTIONS[name]) for name in study.profile.ask}
    return ListenerRow(
        participant=_participant(listener),
        language=listener.profile("language", study.study.languages),
        headphone_score=None,
        state="completed" if is_complete else "started",
        accepted=is_complete,
        reasons=() if is_complete else ("left early",),
        **{name: said.get(name, "") for name in PROFILE_OPTIONS},
    )


def _participant(listener: Listener) -> str:
    return f"simulated-{listener.number + 1:03d}"
