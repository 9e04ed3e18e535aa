import httpx
from sqlalchemy import select

from survey_app.models import ListeningSession
from survey_app.operations.study_states import close_study
from survey_app.survey import Survey


def test_a_preview_is_never_live(researcher, survey: Survey) -> None:
    """In a live study and in a closed one a preview begins with the consent, says what it is, and is a try-out."""
    pages = []
    for language in ("it", "en"):
        pages.append(researcher.get(f"preview/begin?lang={language}").text)
        begun = researcher.post("preview/begin", page="preview/begin", language=language, agree="yes")
        pages.append(researcher.client.get(begun.headers["location"], follow_redirects=True).text)
        if language == "it":
            close_study(survey.database)
    with survey.database.reading() as transaction:
        stored = transaction.scalars(select(ListeningSession).order_by(ListeningSession.id)).all()

    assert [True] * 4 == ['class="rehearsal"' in page for page in pages]
    assert [("rehearsal", False, "it"), ("rehearsal", False, "en")] == [
        (one.run, one.is_simulated, one.language) for one in stored
    ]


def test_a_preview_has_a_language_of_the_study(researcher) -> None:
    """Another language is refused with a sentence."""
    reply: httpx.Response = researcher.post("preview/begin", language="la")

    assert (400, True) == (reply.status_code, "Choose a language" in reply.text)
