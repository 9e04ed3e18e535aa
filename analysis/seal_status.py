"""What the report says about the seal: sealed, changed since, or absent."""

from typing import Any

from analysis.language import gettext as _
from analysis.language import marked, ngettext
from analysis.wording import listed, whole
from study.plan_changes import Change, changes_of_study
from study.seal import Seal, SealState

PARTS = {
    "hypothesis": marked("hypothesis"),
    "section": marked("section"),
    "question": marked("question"),
    "set": marked("set"),
    "collection": marked("collection"),
    "model": marked("model"),
    "conclusion": marked("conclusion"),
    "class": marked("class"),
    "consent text": marked("consent text"),
    "questionnaire": marked("questionnaire"),
    "stimuli of set": marked("stimuli of set"),
    "code": marked("code"),
}
"""Parts of a plan whose name is a word; others are tables of the study file."""


def seal_status(state: SealState) -> dict[str, Any]:
    """Describe the seal of a plan; the times of sealing are the only clock times of the results.

    Returns
    -------
    dict
        status ("sealed", "changed", "absent"), sentence, changes and code_changes since the last seal, and
        history: of each seal sealed_at, n_live_answers, fingerprint, and changes since the seal before.
    """
    befores = (None, *state.seals)
    return {
        "status": state.status,
        "sentence": _sentence(state),
        "changes": [_in_words(one) for one in state.changes],
        "code_changes": [_in_words(one) for one in state.code_changes],
        "history": [_described(seal, before) for before, seal in zip(befores, state.seals, strict=False)],
    }


def _described(seal: Seal, before: Seal | None) -> dict[str, Any]:
    return {
        "sealed_at": seal.sealed_at.isoformat(),
        "n_live_answers": seal.n_live_answers,
        "study_version": seal.study_version,
        "fingerprint": seal.fingerprint,
        "changes": [] if before is None else [_in_words(one) for one in changes_of_study(before.study, seal.study)],
    }


def _in_words(change: Change) -> str:
    """Say a change; keys of the study file stay as they are written there."""
    place = _(PARTS.get(change.part, change.part))
    if change.name:
        place = _("{part} '{name}'").format(part=place, name=change.name)
    if change.what == "added":
        return _("{place} (added)").format(place=place)
    if change.what == "taken out":
        return _("{place} (taken out)").format(place=place)
    return f"{place}: {change.key}" if change.key else place


def _sentence(state: SealState) -> str:
    if not state.seals:
        return _("No plan was sealed: everything in this report is exploratory.")
    last = state.seals[-1]
    when = f"{last.sealed_at:%Y-%m-%d %H:%M} UTC"
    if state.changes:
        return _("The plan was sealed on {when}, {answers}, and has changed since: {changes}.").format(
            when=when, answers=_answers(last), changes=listed([_in_words(one) for one in state.changes])
        )
    return _("The plan was sealed on {when}, {answers}, and has not changed since.").format(
        when=when, answers=_answers(last)
    )


def _answers(seal: Seal) -> str:
    n = seal.n_live_answers
    if n is None:
        return _("the number of answers at that moment being unknown")
    if n == 0:
        return _("before the first answer")
    return ngettext("after {n} answer", "after {n} answers", n).format(n=whole(n))
