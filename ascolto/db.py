"""Look after the database: upgrade or downgrade its tables, back it up while the survey is running, move it.

'copy' moves a study from SQLite to PostgreSQL, or back: end the survey, copy, set [database] url
(or DATABASE_URL), and serve again. Counts and hashes of all rows are compared.

'forget-ids' deletes what a panel calls its participants, when it has paid them: afterwards nobody
can tell any more whose answers are whose.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ascolto.options import add_study
from study.folder import StudyFolder


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    upgrade = actions.add_parser("upgrade", help="bring the tables up to date ('serve' does this too)")
    upgrade.add_argument("revision", nargs="?", default="head", help="revision to go to (default: the newest)")
    downgrade = actions.add_parser("downgrade", help="take the tables back, for an older Ascolto")
    downgrade.add_argument("revision", help="revision to go to; 'base' drops all tables and what is in them")
    backup = actions.add_parser("backup", help="copy the database, whole, while answers arrive")
    backup.add_argument("path", type=Path, help="file to write")
    copy = actions.add_parser("copy", help="copy all rows into an empty database, and compare them")
    copy.add_argument("url", help="sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
    forget_ids = actions.add_parser("forget-ids", help="delete a panel's ids of participants; answers stay")
    for action in (upgrade, downgrade, backup, copy, forget_ids):
        add_study(action)


def run(options: Namespace) -> None:
    """Do one of the five."""
    from survey_app import schema
    from survey_app.backup import back_up
    from survey_app.database import Database, checked_url, database_url
    from survey_app.database_copy import copy_database
    from survey_app.operations.external_ids import delete_external_ids

    folder = StudyFolder(options.study)
    database = Database(database_url(folder))
    shown = database.url.render_as_string(hide_password=True)
    try:
        match options.action:
            case "upgrade":
                print(f"{shown}: at revision {schema.upgrade(database, options.revision)}")
            case "downgrade":
                print(f"{shown}: at revision {schema.downgrade(database, options.revision) or 'base'}")
            case "backup":
                print(f"{options.path}: {back_up(database, options.path)} bytes")
            case "forget-ids":
                schema.require_newest(database)
                print(f"{shown}: {delete_external_ids(database)} ids of panels deleted")
            case "copy":
                target = Database(checked_url(options.url, "URL", folder))
                try:
                    copied = copy_database(database, target)
                finally:
                    target.close()
                print("\n".join(f"{table}: {n_rows} rows" for table, n_rows in copied.items()))
                print(f"{target.url.render_as_string(hide_password=True)}: the same rows as {shown}")
    finally:
        database.close()
