"""Write ratings.csv and listeners.csv: one row per answer, one row per participant."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ascolto.options import add_out, add_study
from study.folder import StudyFolder


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_study(parser)
    add_out(parser, "both tables (default: report/data in the study folder)")
    parser.add_argument(
        "--run",
        choices=("live", "rehearsal", "try-out"),
        default="live",
        dest="run_name",
        help="participants, the newest rehearsal, or people who tried the survey out (default: live)",
    )


def run(options: Namespace) -> None:
    """Export one run and say what was written."""
    from survey_app.export import export_tables

    folder = StudyFolder(options.study)
    out: Path = options.out or folder.report / "data"
    tables = export_tables(folder, out, options.run_name)
    print(f"{tables.ratings}: {tables.n_ratings} answers")
    print(f"{tables.listeners}: {tables.n_listeners} participants")
