"""Freeze the plan: hypotheses, criteria, stimuli and code, before the answers are seen.

Writes plan.sealed.json with the moment and the number of answers of real participants so far.
The report then tells what was planned from what was not, and what has changed since. Deposit the
fingerprint that is printed where you cannot change it, such as a registry or an e-mail.
"""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from ascolto.options import add_study
from study.folder import StudyFolder
from study.seal import SEAL_NAME, seal_plan


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_study(parser)
    parser.add_argument("--again", action="store_true", help="seal once more; earlier seals stay in the file")


def run(options: Namespace) -> None:
    """Seal, and print what was sealed."""
    folder = StudyFolder(options.study)
    seal = seal_plan(folder, n_live_answers(folder), datetime.now(UTC), is_again=options.again)
    n_answers = "no database yet" if seal.n_live_answers is None else f"{seal.n_live_answers:,} answers so far"
    n = len(folder.study.hypotheses)
    print(f"sealed {n} {'hypothesis' if n == 1 else 'hypotheses'} in {folder.path / SEAL_NAME}")
    print(f"at:          {seal.sealed_at:%Y-%m-%d %H:%M} UTC, {n_answers}")
    print(f"fingerprint: {seal.fingerprint}")
    if not seal.is_before_data:
        print(
            "warning: answers are there already; the report will not call hypotheses planned that are new in this seal"
        )


def n_live_answers(folder: StudyFolder) -> int | None:
    """Return how many answers of real participants are stored; None where the survey is not installed."""
    try:
        from survey_app.export import stored_runs
    except ModuleNotFoundError:
        return None
    return stored_runs(folder)["live"].n_answers
