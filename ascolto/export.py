"""Write the answers as a data set that explains itself: tables, codebook, descriptions for programs.

The folder follows Psych-DS and Frictionless, so that it can be deposited as it is, and 'ascolto
report --data DIR' reads it. The same answers give the same bytes.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ascolto.options import add_out, add_study
from study.folder import StudyFolder


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_study(parser)
    add_out(parser, "the data set (default: export/ in the study folder)")
    parser.add_argument(
        "--run",
        choices=("live", "rehearsal", "try-out"),
        default="live",
        dest="run_name",
        help="participants, the newest rehearsal, or people who tried the survey out (default: live)",
    )


def run(options: Namespace) -> None:
    """Export one run and say what was written."""
    from study.dataset import write_dataset
    from survey_app.export import export_rows

    folder = StudyFolder(options.study)
    out: Path = options.out or folder.export
    rows = export_rows(folder, options.run_name)
    written = write_dataset(
        out, folder.study, folder.version(), options.run_name, rows.ratings, rows.listeners, rows.questionnaires
    )
    print(f"{written.ratings}: {len(rows.ratings)} answers")
    print(f"{written.listeners}: {len(rows.listeners)} participants")
    print(f"{written.codebook}: what every column means")
