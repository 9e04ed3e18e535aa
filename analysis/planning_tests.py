"""The planned tests of a study, each as what it does to simulated answers.

They come from the hypotheses of the study file; a study without any has the analysis's default comparisons
and conclusions. A hypothesis about every section that asks its question becomes one test per section.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.class_answers import FEWEST_SOUNDS
from analysis.language import gettext as _
from analysis.language import ngettext
from analysis.planning_design import PlannedSection, PlannedStimulus
from analysis.results import MINUS
from analysis.smoothness_law import FEWEST_MORPHS
from analysis.wording import condition_name, id_in_words, within
from study.hypotheses import RULES, Hypothesis
from study.plan import plan_of
from study.study_file import StudyFile


@dataclass(frozen=True)
class PlannedTest:
    """One hypothesis in one section, or over all sections that ask its question.

    Parameters
    ----------
    hypothesis : study.hypotheses.Hypothesis
        Test, question, criterion, and whose independence counts.
    sections : tuple of str
        Sections whose answers it uses.
    name : str
        In words.
    refusal : str
        Why this design cannot carry it at all; blank where it can.
    caution : str
        What a result could not tell; blank where nothing is in doubt.
    n_in_family : int
        Over how many claims Holm's correction is made, this one among them.
    """

    hypothesis: Hypothesis
    sections: tuple[str, ...]
    name: str
    refusal: str = ""
    caution: str = ""
    n_in_family: int = 1

    @property
    def id(self) -> str:
        """Stable name; the section is a part of it where the hypothesis names none."""
        if self.hypothesis.section or len(self.sections) != 1:
            return self.hypothesis.id
        return f"{self.hypothesis.id}-{self.sections[0]}"

    def concerns(self, stimulus: PlannedStimulus) -> bool:
        """Whether the test uses a stimulus of its sections."""
        hypothesis = self.hypothesis
        if RULES[hypothesis.test].question == "class" and not stimulus.start:
            return False
        if hypothesis.test == "kruskal-wallis" and hypothesis.compare == "condition":
            return True
        if hypothesis.test == "difference" and stimulus.condition == hypothesis.compare:
            return True
        if hypothesis.condition:
            return stimulus.condition == hypothesis.condition
        return stimulus.role == "test"


def planned_tests(study: StudyFile, sections: Sequence[PlannedSection]) -> list[PlannedTest]:
    """Return the tests of a study, in the order of its hypotheses.

    Parameters
    ----------
    study : study.study_file.StudyFile
    sections : sequence of PlannedSection
        What is heard; a test that needs more has a `refusal`.
    """
    tests = [
        test
        for hypothesis in (study.hypotheses or default_hypotheses(study))
        for test in _of_hypothesis(study, hypothesis, sections)
    ]
    families: dict[str, set[str]] = {}
    for test in tests:
        # A hypothesis of the plan is one claim with all its parts; of the default comparisons each is corrected for.
        claim = test.hypothesis.id if study.hypotheses else test.id
        families.setdefault(test.hypothesis.family, set()).add(claim)
    return [replace(test, n_in_family=len(families[test.hypothesis.family])) for test in tests]


def default_hypotheses(study: StudyFile) -> tuple[Hypothesis, ...]:
    """Return what the analysis compares and concludes where no plan was made.

    Ascolto's own criteria, every rating by section, by condition and by experience, smoothness against latent
    distance, and every class question by intended class.
    """
    return (*plan_of(study).hypotheses, *_comparisons(study))


def _comparisons(study: StudyFile) -> Iterator[Hypothesis]:
    for question in study.questions:
        name = question.id
        if question.kind == "class":
            yield Hypothesis(id=f"{name}-by-intended", question=name, test="chi-square", family=name)
            continue
        if sum(name in section.questions for section in study.sections) > 1:
            yield _compared(name, "section")
        yield _compared(name, "condition")
        if "experience" in study.profile.ask:
            yield _compared(name, "experience")
        if name == "smoothness":
            yield Hypothesis(
                id=f"{name}-by-distance", question=name, test="smoothness-law", compare="latent_distance",
                family="distance",
            )  # fmt: skip


def _compared(question: str, by: str) -> Hypothesis:
    """Return a default comparison; the report corrects over those of a question."""
    identifier = f"{question}-by-{by}"
    return Hypothesis(id=identifier, question=question, test="kruskal-wallis", compare=by, family=question)


def n_points(study: StudyFile, question_id: str) -> int:
    """Return how many points the scale of a rating question has."""
    question = study.question(question_id)
    assert question.kind == "rating"
    return question.n_points


def _of_hypothesis(
    study: StudyFile, hypothesis: Hypothesis, sections: Sequence[PlannedSection]
) -> Iterator[PlannedTest]:
    asking = [
        section
        for section in sections
        if hypothesis.question in section.questions and hypothesis.section in (None, section.id)
    ]
    if hypothesis.test == "smoothness-law":
        asking = [section for section in asking if section.kind != "single"]  # single sounds have no distance
    asking = _that_have(hypothesis, asking)
    question = id_in_words(hypothesis.question)
    over_all = hypothesis.test == "kruskal-wallis" and hypothesis.compare in ("section", "experience")
    for heard in [asking] if over_all else [[one] for one in asking]:
        ids = tuple(one.id for one in heard)
        where = "" if over_all and not hypothesis.section else f": {id_in_words(ids[0])}"
        test = PlannedTest(hypothesis, ids, f"{question} {_asked(hypothesis)}{where}")
        yield replace(test, refusal=_refusal(test, heard), caution=_caution(study, test, heard[0]))


def _that_have(hypothesis: Hypothesis, sections: list[PlannedSection]) -> list[PlannedSection]:
    """Return the sections that have the conditions a hypothesis names, or all where none has them."""
    named = {hypothesis.condition, hypothesis.compare if hypothesis.test == "difference" else None} - {None}
    having = [section for section in sections if named <= {one.condition for one in section.stimuli}]
    return having or sections


def _asked(hypothesis: Hypothesis) -> str:
    """Say what is asked, after the name of the question."""
    criterion = f"{hypothesis.criterion:g}" if hypothesis.criterion is not None else ""
    match hypothesis.test:
        case "mean":
            return _("mean above {criterion}").format(criterion=criterion) + _of_condition(hypothesis)
        case "difference":
            other = within(condition_name(hypothesis.compare or "")) if not hypothesis.condition else hypothesis.compare
            beyond = f" {hypothesis.criterion:+g}".replace("-", MINUS) if hypothesis.criterion else ""
            if hypothesis.condition:
                which = hypothesis.condition
                return _("of {which} above {other}{by}").format(which=which, other=other, by=beyond)
            return _("above {other}{by}").format(other=other, by=beyond)
        case "accuracy":
            above = _("accuracy above {criterion}").format(criterion=criterion) if criterion else _("above chance")
            return above + _of_condition(hypothesis)
        case "kappa":
            return _("kappa above {criterion}").format(criterion=criterion) + _of_condition(hypothesis)
        case "share":
            what = _("right direction") if hypothesis.compare == "direction" else _("no foreign class")
            return _("{what} above {criterion}").format(what=what, criterion=criterion)
        case "chi-square":
            return _("by intended class")
        case "smoothness-law":
            return _("against {distance}").format(distance=(hypothesis.compare or "").replace("_", " "))
        case _:
            by = {"section": _("by section"), "condition": _("by condition"), "experience": _("by experience")}
            return by[hypothesis.compare or "section"]


def _of_condition(hypothesis: Hypothesis) -> str:
    return f", {hypothesis.condition}" if hypothesis.condition else ""


def _refusal(test: PlannedTest, sections: Sequence[PlannedSection]) -> str:
    hypothesis = test.hypothesis
    used = [[one for one in section.stimuli if test.concerns(one)] for section in sections]
    if not all(used):
        return _("none of its stimuli are in the set")
    n_sounds = min(len({one.unit for one in stimuli}) for stimuli in used)
    conditions = {one.condition for one in used[0]}
    if hypothesis.compare == "condition" and len(conditions) < 2:
        return _("a single condition is heard: there is nothing to compare")
    if hypothesis.test == "difference" and (hypothesis.compare not in conditions or len(conditions) < 2):
        return _("what is compared is not in the set")
    if hypothesis.compare == "section" and len(sections) < 2:
        return _("a single section asks it: there is nothing to compare")
    if n_sounds < 2:
        return _("a single independent sound: nothing can be said of other sounds")
    if hypothesis.test == "smoothness-law" and n_sounds < FEWEST_MORPHS:
        return _("{n} morphs are too few: it needs {fewest}").format(n=n_sounds, fewest=FEWEST_MORPHS)
    if RULES[hypothesis.test].question == "class" and len(sections[0].classes) < 2:
        return _("its set has fewer than two classes")
    return ""


def _caution(study: StudyFile, test: PlannedTest, section: PlannedSection) -> str:
    question = study.question(test.hypothesis.question)
    if question.kind == "rating":
        return ""
    fewest = section.fewest_per_class(question.about)
    if fewest >= FEWEST_SOUNDS:
        return ""
    return ngettext(
        "{n} sound of a class, fewer than {fewest}: class and sound are confounded",
        "{n} sounds of a class, fewer than {fewest}: class and sound are confounded",
        fewest,
    ).format(n=fewest, fewest=FEWEST_SOUNDS)
