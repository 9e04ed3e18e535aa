"""Who took part, as they said themselves."""

from typing import Any

from analysis.language import gettext as _
from analysis.language import marked
from analysis.ratings import Ratings
from study.study_file import StudyFile

NOT_SAID = marked("not said")
NAMES = {
    "age_band": marked("Age"),
    "gender": marked("Gender"),
    "experience": marked("Musical experience"),
    "hearing": marked("Hearing impairment"),
    "device": marked("Listened through"),
}
ANSWERS = (
    marked("woman"),
    marked("man"),
    marked("other"),
    marked("none"),
    marked("amateur"),
    marked("professional"),
    marked("yes"),
    marked("no"),
    marked("headphones"),
    marked("speakers"),
)
"""What the survey stores, in the order in which it is shown, in words."""


def participants(study: StudyFile, ratings: Ratings) -> dict[str, Any]:
    """Count the participants: how many finished, and what they said in the profile.

    Returns
    -------
    dict
        n, n_completed, n_left_early, n_withdrawn, n_screened_out, n_with_answers, n_answers (analysed),
        and `profile`: per question a list of answers with n and share of all participants.
    """
    listeners = ratings.listeners
    states = listeners["state"].value_counts()
    n = len(listeners)
    return {
        "n": n,
        "n_completed": int(states.get("completed", 0)),
        "n_left_early": int(states.get("started", 0)),
        "n_withdrawn": int(states.get("withdrawn", 0)),
        "n_screened_out": int(states.get("screened-out", 0)),
        "n_with_answers": int(ratings.answers["participant"].nunique()),
        "n_answers": len(ratings.answers),
        "profile": [
            {
                "id": name,
                "name": _(NAMES[name]),
                "answers": [
                    {"answer": answer or NOT_SAID, "n": count, "share": count / n}
                    for answer, count in _counted(listeners[name].tolist())
                ],
            }
            for name in study.profile.ask
        ],
    }


def _counted(answers: list[str]) -> list[tuple[str, int]]:
    """Return answers in their order, age bands in that of their text; what was not said stands last."""
    places = {answer: place for place, answer in enumerate(ANSWERS)}
    distinct = sorted(set(answers), key=lambda answer: (answer == "", places.get(answer, -1), answer))
    return [(answer, answers.count(answer)) for answer in distinct]
