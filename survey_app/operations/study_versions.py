"""Study versions: the record of what was asked and played, and that it was checked."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from survey_app.database import Database
from survey_app.material import Material
from survey_app.models import StudyVersion


def register_version(database: Database, material: Material) -> int:
    """Store a study version unless it is there; return its id. Any number of processes may do so at once."""
    found = select(StudyVersion.id).where(StudyVersion.version == material.version)
    with database.reading() as transaction:
        known = transaction.scalar(found)
    if known is not None:
        return known
    insert = sqlite_insert if database.is_sqlite else postgresql_insert
    with database.writing() as transaction:
        transaction.execute(
            insert(StudyVersion)
            .values(
                version=material.version,
                study=material.study.model_dump_json(),
                manifests=material.manifests_as_json(),
                consents=material.consents,
                questionnaires=material.questionnaires_as_json(),
                made_at=datetime.now(UTC),
            )
            .on_conflict_do_nothing(index_elements=["version"])
        )
        return transaction.scalars(found).one()


def mark_checked(database: Database, version_id: int) -> None:
    """Store that `ascolto check` has nothing against a study version."""
    with database.writing() as transaction:
        transaction.get_one(StudyVersion, version_id).checked_at = datetime.now(UTC)


def was_checked(database: Database, version_id: int) -> bool:
    """Say whether a study version was checked; it never changes, so once is enough."""
    with database.reading() as transaction:
        return transaction.get_one(StudyVersion, version_id).checked_at is not None
