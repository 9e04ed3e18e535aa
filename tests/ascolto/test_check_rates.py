"""How often checks find synthetic listeners of each kind, over many of them and without HTTP."""

import shutil
from collections import Counter
from importlib.resources import as_file, files
from pathlib import Path

import pytest

import study.examples
from analysis.simulation import Kind, Listener, ListenerModel
from study.folder import StudyFolder
from study.study_file import CANNOT_TELL
from survey_app.check_trials import gold_question, questions_of
from survey_app.checks import AnswerFact, TrialFact, is_gold_right, session_facts
from survey_app.material import Material, read_material
from survey_app.order import PlannedTrial, plan_slot

N_LISTENERS = 400


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """Give the study that ships ready to try, with its stimuli."""
    folder = tmp_path_factory.mktemp("rates") / "study"
    shutil.copytree(Path(study.examples.__file__).parent / "ready", folder)
    with as_file(files("stimuli.data") / "ready") as stimuli:
        shutil.copytree(stimuli, folder / "stimuli")
    return read_material(StudyFolder(folder))


def reasons(material: Material, listener: Listener) -> set[str]:
    """Return the failed checks of a listener who finishes."""
    presented: Counter[tuple[str, str]] = Counter()
    trials = []
    for planned in plan_slot(material, listener.number):
        if planned.part > 0:
            trials.append(answered(material, listener, planned, presented[planned.stimulus_set, planned.stimulus]))
            presented[planned.stimulus_set, planned.stimulus] += 1
    return {fact.name for fact in session_facts(trials) if not fact.is_passed}


def answered(material: Material, listener: Listener, planned: PlannedTrial, presentation: int) -> TrialFact:
    """Let a listener take one trial."""
    stimulus = material.stimulus(planned.stimulus_set, planned.stimulus)
    elapsed_s, answers = 0.0, []
    for question in questions_of(material, planned.section, planned.check_name):
        elapsed_s += listener.response_time_s(f"{stimulus.id} {question.id}", question.kind)
        n_points = len(question.labels.in_language("en")) if question.kind == "rating" else 0
        if planned.check_name == "attention" and question.kind == "rating":
            labels = question.labels.in_language("en")
            value = listener.choose_label(labels, labels[int(planned.expected or 0) - 1])
        else:
            options = [*planned.options.get(question.id, ()), CANNOT_TELL]
            value = listener.answer(stimulus, question, options, presentation)
        answers.append(AnswerFact(question.id, value, n_points, elapsed_s))
    return TrialFact(
        section=planned.section,
        stimulus=(planned.stimulus_set, planned.stimulus),
        repeat=planned.repeat,
        check_name=planned.check_name,
        is_check_passed=is_passed(material, planned, answers),
        hidden_s=0.0,
        answers=tuple(answers),
    )


def is_passed(material: Material, planned: PlannedTrial, answers: list[AnswerFact]) -> bool | None:
    """Judge a check trial as the survey does."""
    if planned.check_name is None or planned.expected is None:
        return None
    if planned.check_name == "attention":
        return answers[0].value == planned.expected
    question = gold_question(material, material.study.section(planned.section))
    assert question is not None
    value = next(one.value for one in answers if one.question == question.id)
    return is_gold_right(planned.expected, value, len(question.labels.in_language("en")))


def shares(material: Material, kind: Kind) -> dict[str, float]:
    """Return by check the share of listeners of a kind who fail it; "any" for at least one."""
    model = ListenerModel(seed=11, kinds={} if kind == "attentive" else {kind: 1.0})
    found = [reasons(material, model.listener(number)) for number in range(N_LISTENERS)]
    counts = Counter(name for one in found for name in (*one, *(["any"] if one else [])))
    return {name: n / N_LISTENERS for name, n in counts.items()}


def test_few_honest_listeners_are_found(material: Material) -> None:
    """With the default numbers under 3 % of attentive listeners fail anything, and none fails what words ask for."""
    found = shares(material, "attentive")

    assert found.get("any", 0) < 0.03
    assert {"attention", "speeding", "straight-lining"}.isdisjoint(found)


@pytest.mark.parametrize(("kind", "reason"), [("speeder", "speeding"), ("straight-liner", "straight-lining")])
def test_careless_listeners_are_found(material: Material, kind: Kind, reason: str) -> None:
    """Every careless listener fails the check that is made for them, and nearly all the attention check."""
    found = shares(material, kind)

    assert 1.0 == found[reason]
    assert found["attention"] > 0.9
