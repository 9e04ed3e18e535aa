from typing import get_args

from study.profile import PROFILE_VALUES, ProfileQuestion
from survey_app.profile import QUESTIONS, is_profile_value


def test_every_question_of_the_study_file_can_be_asked() -> None:
    """The study file's profile questions are those the survey has prompts and choices for."""
    assert set(get_args(ProfileQuestion)) == set(QUESTIONS)


def test_values_are_what_the_tables_promise() -> None:
    """The values that a study file may name are offered, in this order, and nothing else is stored."""
    assert PROFILE_VALUES == {question: tuple(texts) for question, (_, texts) in QUESTIONS.items()}
    assert is_profile_value("gender", "")
    assert not is_profile_value("gender", "headphones")
