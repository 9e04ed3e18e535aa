"""What docs/running-a-study.md shows of files can be used as it stands."""

import re
from pathlib import Path

from study.reading import read_questionnaire

PAGE = Path(__file__).parents[2] / "docs" / "running-a-study.md"


def test_the_questionnaire_of_the_page_can_be_read(tmp_path):
    """The invented example has both languages and scores what it says."""
    blocks = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (text,) = [block for block in blocks if "[[items]]" in block]
    (tmp_path / "habits.toml").write_text(text, encoding="utf-8")
    habits = read_questionnaire(tmp_path / "habits.toml")

    assert [] == list(habits.missing_languages(("en", "it")))
    assert 3.0 == habits.cells("habits", {"every-day": 2, "background": 2})["score_listening"]
