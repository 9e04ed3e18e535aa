"""Questionnaires: answered one after the other, each once."""

from collections.abc import Mapping
from datetime import UTC, datetime

from survey_app.database import Database
from survey_app.models import QuestionnaireAnswer
from survey_app.queries import find_listening_session


def store_questionnaire(database: Database, token: str, number: int, name: str, answers: Mapping[str, int]) -> None:
    """Store what somebody answered to a questionnaire; an item without an answer leaves no row.

    Parameters
    ----------
    number : int
        Which questionnaire of the study is answered, from 0; any but the present one is a double
        click, or the back button, and changes nothing.
    name : str
        Id of the questionnaire.
    answers : mapping of str to int
        Points that were chosen, from 1, by item.
    """
    with database.writing() as transaction:
        found = find_listening_session(transaction, token, for_update=True)
        if found.state == "profile" or number != found.n_questionnaires_done:
            return
        for item, value in answers.items():
            transaction.add(
                QuestionnaireAnswer(participant_id=found.participant_id, questionnaire=name, item=item, value=value)
            )
        found.n_questionnaires_done = number + 1
        found.seen_at = datetime.now(UTC)
