import httpx
from sqlalchemy import text

from survey_app.database import Database


def test_the_survey_says_that_it_works(client: httpx.Client) -> None:
    """A watching program gets 200 while the database answers."""
    assert (200, {"ok": True}) == (client.get("/healthz").status_code, client.get("/healthz").json())


def test_without_its_database_it_says_so(client: httpx.Client, database: Database) -> None:
    """With the database gone away pages still open where they need none, and say what to do where they do."""
    consent = client.get("/")
    with database.writing() as transaction:
        transaction.execute(text("ALTER TABLE listening_session RENAME TO gone"))
    page = client.get("/s/token/profile")
    script = client.get("/s/token/trial")
    with database.writing() as transaction:
        transaction.execute(text("ALTER TABLE gone RENAME TO listening_session"))

    assert 200 == consent.status_code
    assert (503, 503, "unavailable") == (page.status_code, script.status_code, script.json()["error"])
    assert "try again" in page.text
    assert "listening_session" not in page.text + script.text
