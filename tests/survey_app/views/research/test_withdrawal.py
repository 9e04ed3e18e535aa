from collections.abc import Callable

from sqlalchemy import func, select

from survey_app.models import AuditEntry, Participant
from survey_app.survey import Survey
from survey_app.walker import Walk


def n_participants(survey: Survey) -> int:
    """Count who is there."""
    with survey.database.reading() as transaction:
        return transaction.scalar(select(func.count()).select_from(Participant)) or 0


def test_what_is_deleted_is_shown_before(researcher, survey: Survey, walk: Callable[..., Walk]) -> None:
    """A code shows whose it is and how many answers there are; only the second button deletes, and is audited."""
    code = walk().withdrawal_code
    assert code
    wrong = researcher.post("withdrawal", page="withdrawal", code="AAAA-AAAA-AAAA")
    shown = researcher.post("withdrawal", page="withdrawal", code=code.lower())
    before = n_participants(survey)
    deleted = researcher.post("withdrawal", page="withdrawal", code=code, confirmed="yes")
    with survey.database.reading() as transaction:
        last = transaction.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()

    assert (400, True) == (wrong.status_code, "Nobody has this code" in wrong.text)
    assert "<dd>34</dd>" in shown.text
    assert (1, 0) == (before, n_participants(survey))
    assert "is deleted" in deleted.text
    assert ("withdrawal", "by the researcher") == (last.action, last.detail)
