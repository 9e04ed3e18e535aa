import re
from collections.abc import Callable

from survey_app.operations.withdrawals import withdraw
from survey_app.survey import Survey
from survey_app.tokens import withdrawal_code
from survey_app.walker import Walk


def test_each_step_of_the_way_is_counted(researcher, survey: Survey, walk: Callable[..., Walk], participant) -> None:
    """Three begin, one stops in the middle, one finishes and one withdraws: every stage says so."""
    walk()
    walk(leaves_after=6)
    withdraw(survey.database, withdrawal_code(participant.token))
    page = researcher.get("drop-out").text
    stages = re.findall(r'<th scope="row">([^<]+)</th><td>(\d+)</td><td>(\d+)</td><td>(\d+)</td>', page)

    # 4 practice sounds, then 4, 3 and 3: who takes six trials stops at the third of the first section.
    assert [
        ("Profile", "2", "0", "0"),
        ("Sound check", "2", "0", "0"),
        ("Practice", "2", "0", "0"),
        ("Single sounds", "2", "0", "1"),
        ("Changing sounds", "1", "0", "0"),
        ("Changing instruments", "1", "0", "0"),
        ("Comment", "1", "0", "0"),
        ("Finished", "1", "0", "0"),
    ] == stages[:8]
    assert ("Single sounds 3", "2", "0", "1") in stages
    assert "1 participant withdrew" in page
    assert "1 finished" in page
