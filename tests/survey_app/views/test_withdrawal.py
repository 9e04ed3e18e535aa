from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import select

from survey_app.models import Participant
from survey_app.survey import Survey
from survey_app.walker import Walk


def test_the_code_of_the_last_page_deletes(client: httpx.Client, survey: Survey, walk: Callable[..., Walk]) -> None:
    """The code from the debrief, typed in lower case with spaces, deletes that participant and nobody else."""
    gone, stays = walk(), walk(leaves_after=1)
    assert gone.withdrawal_code is not None
    reply = client.post("/withdraw", data={"code": gone.withdrawal_code.lower().replace("-", " ")})
    with survey.database.reading() as transaction:
        n = len(transaction.scalars(select(Participant)).all())

    assert (303, 1) == (reply.status_code, n)
    assert "are deleted" in client.get(reply.headers["location"]).text
    assert 404 == client.get(gone.address).status_code
    assert 303 == client.get(stays.address).status_code


@pytest.mark.parametrize("code", ["", "AAAA-AAAA-AAAA", "<script>alert(1)</script>", "\x00", "a" * 50_000])
def test_a_wrong_code_is_said_so_and_kept_in_the_field(client: httpx.Client, code: str) -> None:
    """What was typed stays, safely quoted, with a sentence."""
    reply = client.post("/withdraw", data={"code": code})

    assert 400 == reply.status_code
    assert "Nobody has this code" in reply.text
    assert "<script>alert" not in reply.text
