"""What listeners hear of requested changes, on answers made by hand."""

import pandas as pd
import pytest

from analysis.heard_changes import answers_within_own_classes, direction_of_changes
from analysis.ratings import Ratings
from study.hypotheses import Hypothesis
from study.study_file import ClassQuestion, ImportedSet, Section, StudyFile, StudyInfo, Translated

CLASSES = ("flute", "cello", "oboe", "trumpet")
STARTS = ClassQuestion(id="starts-as", kind="class", prompt=Translated(en="?"), about="start")
ENDS = ClassQuestion(id="ends-as", kind="class", prompt=Translated(en="?"), about="end", cannot_tell=True)
SECTION = Section(id="morphs", set="morphs", questions=("starts-as", "ends-as"), n_heard=2)


def study_of(section: Section = SECTION) -> StudyFile:
    """Return a study of imported morphs."""
    return StudyFile(
        study=StudyInfo(title="t", seed=1, languages=("en",), contact="c"),
        sets={"morphs": ImportedSet(kind="imported")},
        sections=(section,),
        questions=(STARTS, ENDS),
    )


def ratings_of(*rows: dict[str, object]) -> Ratings:
    """Return ratings with these answers; what a row does not say is the same for all."""
    common = {"section": "morphs", "role": "test", "condition": "linear", "options": CLASSES, "weight": None}
    common |= {"participant": "p1", "intended_start": "flute", "intended_end": "cello", "morph": "m1", "unit": "m1"}
    return Ratings(pd.DataFrame([common | row for row in rows]), pd.DataFrame(), (), False, len(rows))


def swept(first: str, last: str, stimulus: str = "s1", **fields: object) -> list[dict[str, object]]:
    """Return both answers to one sweep."""
    return [
        {"question": "starts-as", "value": first, "stimulus": stimulus} | fields,
        {"question": "ends-as", "value": last, "stimulus": stimulus} | fields,
    ]


@pytest.mark.parametrize(
    ("first", "last", "score"),
    [
        ("flute", "cello", 1.0),  # as requested
        ("cello", "flute", 0.0),  # the other way round
        ("flute", "flute", 0.5),  # nothing heard
        ("oboe", "trumpet", 0.5),  # something else heard
        ("oboe", "cello", 1.0),  # only where it goes
        ("flute", "oboe", 1.0),  # only where it comes from
        ("cello", "oboe", 0.0),  # leaves where it should go
        ("oboe", "flute", 0.0),  # enters where it should leave
        ("flute", "cannot tell", 1.0),
        ("cannot tell", "cannot tell", 0.5),
    ],
)
def test_a_change_is_right_wrong_or_undecided(first, last, score):
    """A is left and B entered, the other way round, or neither; the same from either question."""
    ratings = ratings_of(*swept(first, last))
    found = [direction_of_changes(study_of(), one, SECTION, ratings)["score"].tolist() for one in (STARTS, ENDS)]

    assert [[score], [score]] == found


def test_guessing_scores_one_half():
    """Over all pairs of answers a guesser can give, right and wrong changes are as many."""
    rows = [
        row
        for number, (first, last) in enumerate((a, b) for a in CLASSES for b in CLASSES)
        for row in swept(first, last, stimulus=f"s{number}")
    ]

    assert 0.5 == direction_of_changes(study_of(), ENDS, SECTION, ratings_of(*rows))["score"].mean()


def test_a_morph_within_one_class_requests_no_change():
    """Flute to flute has no direction, and neither has a single sound."""
    rows = [
        *swept("flute", "flute", intended_end="flute"),
        *swept("flute", "cello", stimulus="s2", intended_end=""),
    ]

    assert direction_of_changes(study_of(), ENDS, SECTION, ratings_of(*rows)).empty


def test_along_weights_the_first_and_the_last_answer_count():
    """Where a morph is heard at several weights, the answer at the lowest is held against that at the highest."""
    section = SECTION.model_copy(update={"questions": ("starts-as",)})
    heard = [
        ("p1", 0.5, "oboe"),
        ("p1", 0.0, "flute"),
        ("p1", 1.0, "cello"),
        ("p2", 0.2, "cello"),
        ("p3", 0.0, "flute"),
    ]
    heard += [("p2", 0.9, "flute")]
    rows = [
        {"question": "starts-as", "participant": who, "weight": weight, "value": value, "stimulus": f"s{weight}"}
        for who, weight, value in heard
    ]
    found = direction_of_changes(study_of(section), STARTS, section, ratings_of(*rows))

    assert {"p1": 1.0, "p2": 0.0} == dict(zip(found["participant"], found["score"], strict=True))


def test_one_question_without_weights_has_no_direction():
    """A morph that was asked about once cannot show a change."""
    section = SECTION.model_copy(update={"questions": ("ends-as",)})
    ratings = ratings_of({"question": "ends-as", "value": "cello", "stimulus": "s1"})

    assert direction_of_changes(study_of(section), ENDS, section, ratings).empty


def test_own_classes_are_both_ends_and_doubt_is_foreign():
    """Either end counts, wherever it is heard; any other class and "cannot tell" do not."""
    rows = [
        {"question": "ends-as", "value": value, "stimulus": value, "options": (*CLASSES, "cannot tell")}
        for value in ("cello", "flute", "oboe", "cannot tell")
    ]
    found = answers_within_own_classes(ENDS, SECTION, ratings_of(*rows))

    assert [1.0, 1.0, 0.0, 0.0] == found["score"].tolist()
    assert [0.5] * 4 == found["chance"].tolist()  # two of four classes; doubt is no class


def test_the_plan_names_both_shares():
    """Direction and foreign are what `share` compares."""
    assert ("direction", "foreign") == Hypothesis(
        id="a", question="ends-as", test="share", compare="direction", criterion=0.5
    ).rule.compare
