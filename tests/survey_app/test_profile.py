from typing import get_args

from study.study_file import ProfileQuestion
from survey_app.profile import QUESTIONS, is_profile_value


def test_every_question_of_the_study_file_can_be_asked() -> None:
    """The study file's profile questions are those the survey has prompts and choices for."""
    assert set(get_args(ProfileQuestion)) == set(QUESTIONS)


def test_values_are_what_the_tables_promise() -> None:
    """The values of listeners.csv are offered under their names, and nothing else is stored."""
    assert {"professional", "amateur", "none"} == set(QUESTIONS["experience"][1])
    assert {"yes", "no"} == set(QUESTIONS["hearing"][1])
    assert {"headphones", "speakers", "other"} == set(QUESTIONS["device"][1])
    assert is_profile_value("gender", "")
    assert not is_profile_value("gender", "headphones")
