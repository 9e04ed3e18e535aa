from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from study.folder import StudyFolder
from survey_app.errors import NotAllowed
from survey_app.export import export_from
from survey_app.models import (
    Answer,
    AuditEntry,
    CheckResult,
    Consent,
    ExternalId,
    ListeningSession,
    Participant,
    ProfileAnswer,
    Trial,
)
from survey_app.operations.withdrawals import withdraw
from survey_app.survey import Survey
from survey_app.walker import Walk

PERSONAL = (Participant, ExternalId, Consent, ProfileAnswer, ListeningSession, Trial, Answer, CheckResult)


def n_rows(survey: Survey) -> dict[str, int]:
    """Count the rows of every table that holds something about a participant."""
    with survey.database.reading() as transaction:
        return {table.__tablename__: len(transaction.scalars(select(table)).all()) for table in PERSONAL}


def add_external_id(survey: Survey, value: str) -> str:
    """Give the newest participant an id of a panel; return the participant's own id."""
    with survey.database.writing() as transaction:
        newest = transaction.scalars(select(Participant).order_by(Participant.id.desc())).first()
        assert newest is not None
        transaction.add(ExternalId(participant_id=newest.id, source="panel", value=value))
        return newest.public_id


def test_withdrawal_deletes_everything(survey: Survey, walk: Callable[..., Walk]) -> None:
    """After the only participant withdrew no table knows anything about anybody; the audit says that it happened."""
    code = walk(comment="a comment").withdrawal_code
    add_external_id(survey, "5f3a9c0e1b2d4f6a8c7e9d01")
    assert all(n_rows(survey).values())
    assert code is not None
    withdraw(survey.database, code)
    with survey.database.reading() as transaction:
        audited = [(entry.action, entry.detail) for entry in transaction.scalars(select(AuditEntry))][2:]

    assert dict.fromkeys(n_rows(survey), 0) == n_rows(survey)
    assert [("withdrawal", "by the participant")] == audited


@pytest.mark.parametrize("kept_study", ["sqlite"], indirect=True)
def test_no_byte_of_the_file_knows_the_participant(
    small_study: StudyFolder, survey: Survey, walk: Callable[..., Walk]
) -> None:
    """Neither id nor external id nor comment nor UUID is left in the database file or its log, among others."""
    externals = [f"external-{number:024x}" for number in range(15)]
    ids, walks = [], []
    for number, external in enumerate(externals):
        walks.append(walk(leaves_after=None if number == 7 else 1, comment="I live in Lindengasse 7"))
        ids.append(add_external_id(survey, external))
    gone = walks[7]
    secrets = [ids[7], externals[7], "Lindengasse", *gone.stored]
    files = sorted(small_study.path.glob("ascolto.db*"))

    before = b"".join(path.read_bytes() for path in files)
    assert gone.withdrawal_code is not None
    withdraw(survey.database, gone.withdrawal_code)
    after = b"".join(path.read_bytes() for path in files)
    assert [True] * len(secrets) == [secret.encode() in before for secret in secrets]
    assert [False] * len(secrets) == [secret.encode() in after for secret in secrets]
    assert all(one.encode() in after for one in [*ids[:7], *ids[8:]])


def test_the_rest_of_the_export_is_unchanged(survey: Survey, walk: Callable[..., Walk], tmp_path: Path) -> None:
    """Without the rows of who withdrew, both tables are the same, byte for byte."""
    walk(leaves_after=3)
    leaver = walk()
    walk(leaves_after=2)
    tables = []
    with survey.database.reading() as transaction:
        gone = transaction.scalars(select(Participant.public_id).order_by(Participant.id)).all()[1]
    assert leaver.withdrawal_code is not None
    for when in ("before", "after"):
        export = export_from(survey.database, tmp_path / when, "rehearsal")
        tables.append((export.ratings.read_text(), export.listeners.read_text()))
        if when == "before":
            withdraw(survey.database, leaver.withdrawal_code)

    assert tables[1] == tuple(
        "".join(line for line in table.splitlines(keepends=True) if gone not in line) for table in tables[0]
    )


@pytest.mark.parametrize("code", ["", "AAAA-AAAA-AAAA", "nonsense", "'; DROP TABLE answer;--", "\x00", "é" * 5000])
def test_a_wrong_code_deletes_nothing(survey: Survey, walk: Callable[..., Walk], code: str) -> None:
    """Whatever is typed: without the right code nothing is deleted."""
    walk(leaves_after=1)
    before = n_rows(survey)

    with pytest.raises(NotAllowed):
        withdraw(survey.database, code)
    assert before == n_rows(survey)
