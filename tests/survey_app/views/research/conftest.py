"""Somebody who is logged in to the researcher's pages."""

import re
from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import select

from survey_app.models import AuditEntry
from survey_app.survey import Survey


class Researcher:
    """A browser at the researcher's pages, which sends forms with the token that is in the page."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def log_in(self, password: str) -> httpx.Response:
        """Send the login form."""
        return self.post("login", page="login", password=password)

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return self.client.get(f"/research/{path}")

    def post(self, path: str, page: str = "", **form: str) -> httpx.Response:
        """Send a form of a page."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page).text)
        assert token, "the page has no form"
        return self.client.post(f"/research/{path}", data={**form, "csrf_token": token[1]})


@pytest.fixture
def stranger(client: httpx.Client, password: str) -> Researcher:
    """Give somebody who is not logged in."""
    return Researcher(client)


@pytest.fixture
def researcher(stranger: Researcher, password: str) -> Researcher:
    """Give somebody who is logged in."""
    assert 303 == stranger.log_in(password).status_code
    return stranger


@pytest.fixture
def audited(survey: Survey) -> Callable[[], list[str]]:
    """Give a function that says what the audit has after rehearsal and opening, in order."""

    def actions() -> list[str]:
        with survey.database.reading() as transaction:
            return list(transaction.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))[2:]

    return actions
