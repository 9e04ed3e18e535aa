from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from survey_app.database import Database
from survey_app.models import AuditEntry
from survey_app.operations.logins import MAX_FAILED_LOGINS_PER_MINUTE, begin_login, end_login


def test_tries_at_once_are_counted_like_tries_in_turn(database: Database) -> None:
    """Of forty tries from two workers at once, five may look at the password, on both databases."""
    workers = [Database(database.url), Database(database.url)]
    with ThreadPoolExecutor(8) as threads:
        begun = list(threads.map(lambda number: begin_login(workers[number % 2]), range(40)))
    for worker in workers:
        worker.close()

    assert MAX_FAILED_LOGINS_PER_MINUTE == len([one for one in begun if one is not None])


def test_a_login_that_succeeds_is_no_failed_one(database: Database) -> None:
    """Whoever has the password logs in as often as they like; a minute after the failed ones there are tries again."""
    for _ in range(7):
        entry = begin_login(database)
        assert entry is not None
        end_login(database, entry)
    failed = [begin_login(database) for _ in range(6)]
    with database.writing() as transaction:
        actions = transaction.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
        transaction.execute(update(AuditEntry).values(at=datetime.now(UTC) - timedelta(seconds=61)))

    assert ["login"] * 7 + ["login failed"] * 5 == list(actions)
    assert None is failed[-1]
    assert None is not begin_login(database)
