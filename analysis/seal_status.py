"""What the report says about the seal: sealed, changed since, or absent."""

from typing import Any

from analysis.language import gettext as _
from analysis.language import ngettext
from analysis.wording import listed, whole
from study.plan_changes import changes_of_study
from study.seal import Seal, SealState


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
        "changes": state.changes,
        "code_changes": state.code_changes,
        "history": [_described(seal, before) for before, seal in zip(befores, state.seals, strict=False)],
    }


def _described(seal: Seal, before: Seal | None) -> dict[str, Any]:
    return {
        "sealed_at": seal.sealed_at.isoformat(),
        "n_live_answers": seal.n_live_answers,
        "study_version": seal.study_version,
        "fingerprint": seal.fingerprint,
        "changes": [] if before is None else list(changes_of_study(before.study, seal.study)),
    }


def _sentence(state: SealState) -> str:
    if not state.seals:
        return _("No plan was sealed: everything in this report is exploratory.")
    last = state.seals[-1]
    when = f"{last.sealed_at:%Y-%m-%d %H:%M} UTC"
    if state.changes:
        return _("The plan was sealed on {when}, {answers}, and has changed since: {changes}.").format(
            when=when, answers=_answers(last), changes=listed(list(state.changes))
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
