"""Open the study: from now on answers count.

Refused while a placeholder is not filled in, while 'ascolto check' finds errors, or while the
plan is not sealed. A running survey notices at once. A closed study can be opened again; the
audit keeps every opening and closing.
"""

from argparse import ArgumentParser, Namespace

from ascolto.options import add_study
from study.folder import StudyFolder


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_study(parser)


def run(options: Namespace) -> None:
    """Check once more, and go live."""
    from ascolto.check import require_checked
    from survey_app.export import open_database
    from survey_app.opening import go_live

    folder = StudyFolder(options.study)
    database = open_database(folder)
    try:
        go_live(folder, database, require_checked(folder, database))
    finally:
        database.close()
    print(f"the study is live, version {folder.version()}: answers count from now on")
    print("end it with: ascolto close")
