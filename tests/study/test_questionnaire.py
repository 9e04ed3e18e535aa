"""A questionnaire is read strictly, scored as its file says, and part of the study's version."""

import re
from pathlib import Path

import pytest

from study.errors import StudyError
from study.folder import StudyFolder
from study.plan_changes import changes_of_files, hashes_of_questionnaires
from study.questionnaire import Questionnaire
from study.reading import read_questionnaire

HABITS = """
title = { en = "How you listen", it = "Come ascolta" }
labels.en = ["Not at all", "Partly", "Completely"]
labels.it = ["Per niente", "In parte", "Del tutto"]

[[items]]
id = "every-day"
text = { en = "An invented item.", it = "Una voce inventata." }

[[items]]
id = "background"
text = { en = "Another.", it = "Un'altra." }
reversed = true

[[items]]
id = "tried"
text = { en = "A third.", it = "Una terza." }
labels.en = ["0", "1", "2", "3", "More"]
labels.it = ["0", "1", "2", "3", "Di più"]

[[scales]]
id = "listening"
items = ["every-day", "background"]

[[scales]]
id = "curiosity"
items = ["background", "tried"]
scoring = "sum"
"""


def asking(folder: StudyFolder, text: str = HABITS, name: str = "habits") -> StudyFolder:
    """Give a study that asks a questionnaire."""
    (folder.path / f"{name}.toml").write_text(text, encoding="utf-8")
    with (folder.path / "study.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[[questionnaires]]\nid = "{name}"\nfile = "{name}.toml"\n')
    return StudyFolder(folder.path)


def test_scores_by_hand(tmp_path: Path) -> None:
    """Reversed items count from the other end, each with its own number of points; what is left out leaves a blank."""
    (tmp_path / "habits.toml").write_text(HABITS, encoding="utf-8")
    habits = read_questionnaire(tmp_path / "habits.toml")

    assert {
        "item_habits_every_day": 3,
        "item_habits_background": 1,
        "item_habits_tried": 5,
        "score_listening": (3 + 3) / 2,
        "score_curiosity": 3 + 5,
    } == habits.cells("habits", {"every-day": 3, "background": 1, "tried": 5})
    assert {"score_listening": 2.5, "score_curiosity": None} == {
        column: value
        for column, value in habits.cells("habits", {"every-day": 3, "background": 2}).items()
        if column.startswith("score_")
    }
    assert set(habits.columns("habits")) == set(habits.cells("habits", {}))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("reversed = true", "revers = true", "item 2 \"background\": unknown key 'revers'. Did you mean 'reversed'?"),
        ('scoring = "sum"', 'scoring = "median"', "scale 2 \"curiosity\": 'scoring' should be 'mean' or 'sum', got"),
        ('["every-day", "background"]', '["everyday"]', "scale 'listening': 'items' names 'everyday', which does not"),
        ('id = "tried"', 'id = "background"', "item 'background': the id stands 2 times. Give each item its own."),
        ('"In parte", ', "", "there are 3 labels in English and 2 in Italian. Give as many."),
        ('"Not at all", ', "", "there are 2 labels in English and 3 in Italian. Give as many."),
    ],
)
def test_each_mistake_gets_one_clear_line(tmp_path: Path, old: str, new: str, line: str) -> None:
    """File, place, what is wrong and what to do."""
    path = tmp_path / "habits.toml"
    path.write_text(HABITS.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(StudyError, match=re.escape(f"{path}: {line}")):
        read_questionnaire(path)


def test_the_study_says_what_does_not_fit(small_study: StudyFolder) -> None:
    """A file that is not there, a language that is missing, a column that two would fill: each by name."""
    with pytest.raises(StudyError, match=r"habits.toml: item 'tried': text.it is missing. Write it in every language"):
        asking(small_study, HABITS.replace(', it = "Una terza."', "")).questionnaires()
    twice = asking(small_study, HABITS, name="again")
    (small_study.path / "habits.toml").write_text(HABITS, encoding="utf-8")
    with pytest.raises(StudyError, match=r"again.toml: the column score_listening .* questionnaire 'habits' too"):
        twice.questionnaires()
    (small_study.path / "habits.toml").unlink()
    with pytest.raises(StudyError, match=r"habits.toml: there is no such questionnaire"):
        twice.questionnaires()


def test_another_item_is_another_version(small_study: StudyFolder) -> None:
    """Texts of a questionnaire belong to the study's version, and to the sealed plan; comments in its file do not."""
    folder = asking(small_study)
    before, sealed = folder.version(), hashes_of_questionnaires(folder)
    path = folder.path / "habits.toml"
    path.write_text(f"# a comment\n{HABITS}", encoding="utf-8")
    assert before == folder.version()
    path.write_text(HABITS.replace("Another.", "Yet another."), encoding="utf-8")

    assert before != folder.version()
    changes = changes_of_files("questionnaire", sealed, hashes_of_questionnaires(folder))
    assert ["questionnaire 'habits'"] == list(map(str, changes))


def test_no_text_of_an_item_gets_into_the_tables() -> None:
    """An instrument's wording may be somebody's property; columns name items by their ids alone."""
    habits = Questionnaire.model_validate(
        {
            "title": {"en": "T"},
            "labels": {"en": ["a", "b"]},
            "items": [{"id": "one", "text": {"en": "Somebody's sentence"}}],
            "scales": [{"id": "s", "items": ["one"]}],
        }
    )

    assert "Somebody's" not in " ".join(habits.columns("habits").values())
