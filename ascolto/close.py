"""Close the study: nobody can begin any more, and the report no longer counts as a look before closing.

Participants who are in the middle may go on for an hour. A closed study can be opened again.
"""

from argparse import ArgumentParser, Namespace

from ascolto.options import add_study
from study.folder import StudyFolder


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_study(parser)


def run(options: Namespace) -> None:
    """Close, and say who may still finish."""
    from survey_app.export import open_database
    from survey_app.operations.study_states import close_study
    from survey_app.progress import n_in_the_middle
    from survey_app.study_states import GRACE

    database = open_database(StudyFolder(options.study))
    try:
        close_study(database)
        n_left = n_in_the_middle(database)
    finally:
        database.close()
    print("the study is closed: nobody can begin any more")
    if n_left:
        minutes = GRACE.total_seconds() / 60
        print(f"{n_left} in the middle may go on for {minutes:.0f} minutes; write the report after that")
