"""Tables, for the statements that every trial needs: rows cost a third of what objects of the models cost."""

from typing import Any, TypeVar, cast

from sqlalchemy import Row, Table

from survey_app.models import Answer, Base, ListeningSession, StudyState, Trial

Model = TypeVar("Model", bound=Base)

ANSWER = Base.metadata.tables[Answer.__tablename__]
LISTENING_SESSION = Base.metadata.tables[ListeningSession.__tablename__]
STUDY_STATE = Base.metadata.tables[StudyState.__tablename__]
TRIAL = Base.metadata.tables[Trial.__tablename__]


class _OneTable:
    """A row of several tables, seen as a row of one of them."""

    def __init__(self, row: Row[Any], table: Table) -> None:
        self._values, self._columns = row._mapping, table.c

    def __getattr__(self, name: str) -> Any:
        return self._values[self._columns[name]]


def as_read(row: Row[Any], model: type[Model]) -> Model:
    """Return the columns of a table in a row as what its model says of them; for reading only."""
    return cast(Model, _OneTable(row, Base.metadata.tables[model.__tablename__]))
