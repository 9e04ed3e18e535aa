from dataclasses import replace

import pytest

from survey_app.checks import AnswerFact, TrialFact, is_focus_kept, is_gold_right, session_facts

STIMULI = tuple(f"s{number}" for number in range(8))


def trial(stimulus: str, value: str, repeat: int = 0, seconds: float = 4.0, **fields: object) -> TrialFact:
    """Make a finished trial with one rating on five points."""
    made = TrialFact(
        section="singles",
        stimulus=("singles", stimulus),
        repeat=repeat,
        check_name=None,
        is_check_passed=None,
        hidden_s=0.0,
        answers=(AnswerFact("quality", value, 5, seconds),),
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def outcomes(trials: list[TrialFact]) -> dict[str, bool]:
    """Return whether each check that could be judged was passed."""
    return {fact.name: fact.is_passed for fact in session_facts(trials)}


def honest() -> list[TrialFact]:
    """Make the trials of somebody who listens: differing answers, unhurried, much the same to what is heard again."""
    ordinary = [trial(one, str(2 + number % 4)) for number, one in enumerate(STIMULI)]
    return ordinary + [trial(one, str(2 + number % 3), repeat=1) for number, one in enumerate(STIMULI[:5])]


def check(name: str, is_passed: bool) -> TrialFact:
    """Make a trial that checks."""
    return trial("practice", "5", check_name=name, is_check_passed=is_passed)


def test_an_honest_listener_passes_everything() -> None:
    """Nothing is held against somebody who listens, whatever they think of the sounds."""
    trials = [*honest(), check("attention", True), check("gold", True), check("gold", False)]

    assert {
        "attention": True,
        "gold": True,
        "repeats": True,
        "straight-lining": True,
        "speeding": True,
        "focus-loss": True,
    } == outcomes(trials)


@pytest.mark.parametrize(
    ("trials", "failed"),
    [
        ([*honest(), check("attention", True), check("attention", False)], {"attention"}),
        ([*honest(), check("gold", False), check("gold", False), check("gold", True)], {"gold"}),
        ([trial(one, "4") for one in STIMULI], {"straight-lining"}),
        ([trial(one, str(1 + number % 5), seconds=1.1) for number, one in enumerate(STIMULI)], {"speeding"}),
        ([replace(one, hidden_s=2.0) for one in honest()], {"focus-loss"}),
        (
            [trial(one, "1" if number % 2 else "5") for number, one in enumerate(STIMULI)]
            + [trial(one, "5" if number % 2 else "1", repeat=1) for number, one in enumerate(STIMULI[:5])],
            {"repeats"},
        ),
    ],
)
def test_each_careless_way_is_found_by_its_own_check(trials: list[TrialFact], failed: set[str]) -> None:
    """One check fails, and it is the right one."""
    assert failed == {name for name, is_passed in outcomes(trials).items() if not is_passed}


def test_too_little_is_not_judged() -> None:
    """Five equal ratings and four repeats are no evidence; without trials there is nothing to say."""
    few = [trial(one, "4") for one in STIMULI[:5]] + [trial(one, "1", repeat=1) for one in STIMULI[:4]]

    assert {"speeding": True, "focus-loss": True} == outcomes(few)
    assert {} == outcomes([])


def test_a_trial_with_several_questions_may_take_its_time_for_all() -> None:
    """The seconds that count are those until the last answer, held against all questions of the trial."""
    answers = (AnswerFact("quality", "3", 5, 1.0), AnswerFact("class", "deep", 0, 3.4))
    slow, fast = answers, (answers[0], replace(answers[1], response_time_s=3.2))  # the limit is 0.3 x (4 + 7) = 3.3 s

    assert {True} == {outcomes([trial("a", "3", answers=slow)])["speeding"]}
    assert {False} == {outcomes([trial("a", "3", answers=fast)])["speeding"]}


def test_a_sound_that_could_not_be_had_is_held_against_nobody() -> None:
    """A missing trial is a fact of its own; a check trial whose sound did not come fails no check."""
    missing = [trial("a", "1", answers=()), trial("b", "1", check_name="attention", answers=())]

    assert {
        "speeding": True,
        "repeats": True,
        "straight-lining": True,
        "focus-loss": True,
        "not-heard": False,
    } == outcomes([*honest(), *missing])


@pytest.mark.parametrize(
    ("expected", "value", "right"), [("low", "3", True), ("low", "4", False), ("high", "5", True), ("high", "1", False)]
)
def test_gold_allows_the_middle(expected: str, value: str, right: bool) -> None:
    """A clear example may get any rating but one on the wrong side of the scale."""
    assert right is is_gold_right(expected, value, 5)


def test_a_glance_at_a_notification_is_no_loss_of_focus() -> None:
    """Under a second out of sight, or an unknown time, is nothing."""
    assert [True, True, False] == [is_focus_kept(hidden_s) for hidden_s in (None, 0.9, 1.0)]
