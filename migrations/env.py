"""Alembic's environment: run migrations on the connection that `survey_app.schema` hands over."""

from pathlib import Path

from alembic import context
from sqlalchemy import Connection

from survey_app.models import Base


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,  # SQLite cannot alter a column in place
        transactional_ddl=True,  # SQLite can, when transactions are begun by hand as in survey_app.database
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    _run(handed_over)
else:  # a developer called alembic itself
    from study.folder import StudyFolder
    from survey_app.database import database_url, make_engine

    folder = StudyFolder(Path(context.get_x_argument(as_dictionary=True).get("study", ".")))
    with make_engine(database_url(folder)).connect() as own:
        _run(own)
