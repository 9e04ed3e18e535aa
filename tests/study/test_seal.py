"""A plan is frozen once, kept for ever, and every later change has a name."""

import json
from datetime import UTC, datetime

import pytest

from study.errors import StudyError
from study.folder import StudyFolder
from study.seal import SEAL_NAME, changes_of_code, changes_of_plan, read_seals, require_seal, seal_plan

PLAN = """
[conclusions.good-quality]
en = "The sounds have good quality"

[[hypotheses]]
id = "quality-above-fair"
claim.en = "Quality is above fair"
question = "quality"
test = "mean"
criterion = 3.0
conclusion = "good-quality"
"""
MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


def rewritten(folder: StudyFolder, before: str, after: str, name: str = "study.toml") -> StudyFolder:
    """Change a file of the study; give the study as it is read then."""
    path = folder.path / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return StudyFolder(folder.path)


@pytest.fixture
def planned_study(small_study: StudyFolder) -> StudyFolder:
    """Give the small study with a hypothesis."""
    path = small_study.path / "study.toml"
    without = path.read_text(encoding="utf-8").replace("needs_seal = false\n", "")
    path.write_text(without + PLAN, encoding="utf-8")
    return StudyFolder(small_study.path)


def test_a_seal_is_read_as_it_was_set(planned_study):
    """The file holds moment, answers, study, hashes and code."""
    seal = seal_plan(planned_study, 0, MONDAY)

    assert (seal,) == read_seals(planned_study)
    assert (MONDAY, 0, planned_study.version()) == (seal.sealed_at, seal.n_live_answers, seal.study_version)
    assert {"singles", "sweeps", "instruments"} == set(seal.manifests)
    assert {"en", "it"} == set(seal.consents)
    assert 64 == len(seal.fingerprint)


def test_no_password_gets_into_the_seal(planned_study):
    """The address of the database is not part of the plan: the seal is a file one shows around."""
    path = planned_study.path / "study.toml"
    path.write_text(path.read_text() + '\n[database]\nurl = "postgresql://me:secret@host/study"\n')
    seal_plan(StudyFolder(planned_study.path), 0, MONDAY)

    assert "secret" not in (planned_study.path / SEAL_NAME).read_text()


def test_sealing_twice_is_refused_and_again_keeps_the_first(planned_study):
    """History is never overwritten."""
    first = seal_plan(planned_study, 0, MONDAY)

    with pytest.raises(StudyError, match=r"the plan was sealed on 2026-03-02 at 09:30 UTC\. Seal it once more with"):
        seal_plan(planned_study, 0, TUESDAY)
    second = seal_plan(planned_study, 12, TUESDAY, is_again=True)

    assert (first, second) == read_seals(planned_study)
    assert [True, False] == [seal.is_before_data for seal in (first, second)]


def test_a_study_without_a_plan_or_stimuli_has_nothing_to_seal(small_study, planned_study):
    """Without hypotheses, or without the sounds they speak about, there is no plan."""
    (planned_study.manifest("sweeps")).unlink()
    with pytest.raises(StudyError, match=r"sweeps.manifest\.json: there are no stimuli to seal"):
        seal_plan(planned_study, 0, MONDAY)

    unplanned = rewritten(small_study, PLAN, "")
    with pytest.raises(StudyError, match=r"there are no \[\[hypotheses\]\] to seal"):
        seal_plan(unplanned, 0, MONDAY)


@pytest.mark.parametrize(
    ("name", "before", "after", "change"),
    [
        ("study.toml", "criterion = 3.0", "criterion = 2.5", "hypothesis 'quality-above-fair': criterion (3 → 2.5)"),
        ("study.toml", 'id = "quality-above-fair"', 'id = "other"', "hypothesis 'quality-above-fair' (taken out)"),
        ("study.toml", "n_heard = 4", "n_heard = 3", "section 'singles': n_heard (4 → 3)"),
        ("study.toml", "options = 3", "options = 4", "question 'class': options (3 → 4)"),
        ("study.toml", "seed = 7", "seed = 8", "study: seed (7 → 8)"),
        ("consent.it.md", "brevi", "lunghi", "consent text 'it'"),
        ("stimuli/sweeps/manifest.json", "{", "{ ", "stimuli of set 'sweeps'"),
    ],
)
def test_every_change_is_named(planned_study, name, before, after, change):
    """Whatever differs from what was sealed is said by its part and key, and nothing else is."""
    seal = seal_plan(planned_study, 0, MONDAY)
    changed = rewritten(planned_study, before, after, name)

    assert change == str(changes_of_plan(seal, changed)[0])
    assert [] == changes_of_plan(seal, planned_study) if name == "study.toml" else True


def test_comments_and_code_do_not_break_the_plan(planned_study):
    """A comment changes nothing; other code is a change of code alone, and lets a study go live."""
    seal = seal_plan(planned_study, 0, MONDAY)
    commented = rewritten(planned_study, "[study]", "# mine\n[study]")
    path = planned_study.path / SEAL_NAME
    content = json.loads(path.read_text())
    content["seals"][0]["code"]["version"] = "0.0.1"
    path.write_text(json.dumps(content))

    assert [] == [*changes_of_plan(seal, commented), *changes_of_code(seal)]
    assert str(changes_of_code(read_seals(commented)[0])[0]).startswith("code: 0.0.1, ")
    assert require_seal(commented) is None


def test_a_claim_may_be_said_better_and_nothing_else(planned_study):
    """The wording of a claim may change under a seal; what decides it may not."""
    seal = seal_plan(planned_study, 0, MONDAY)
    hypothesis = planned_study.study.hypotheses[0]

    assert seal.holds(
        hypothesis.model_copy(update={"claim": hypothesis.claim.model_copy(update={"en": "Better said"})})
    )
    assert not seal.holds(hypothesis.model_copy(update={"criterion": 2.9}))
    assert not seal.holds(hypothesis.model_copy(update={"unit": "listener"}))


def test_going_live_needs_a_seal_that_still_fits(planned_study):
    """Unsealed and changed studies are refused in one line; a study may say that it needs no seal."""
    with pytest.raises(StudyError, match=r"the plan is not sealed\. Seal it with 'ascolto seal', or write"):
        require_seal(planned_study)
    seal_plan(planned_study, 0, MONDAY)
    assert require_seal(planned_study) is None

    changed = rewritten(planned_study, "criterion = 3.0", "criterion = 2.5")
    with pytest.raises(StudyError, match=r"has changed since it was sealed: hypothesis .* \(3 → 2\.5\)\. Restore it"):
        require_seal(changed)
    free = rewritten(changed, "seed = 7", "seed = 7\nneeds_seal = false")
    assert require_seal(free) is None


def test_a_broken_seal_is_said_in_one_line(planned_study):
    """A seal that somebody edited into nonsense names the place."""
    (planned_study.path / SEAL_NAME).write_text('{"seals": [{}]}')

    with pytest.raises(StudyError, match=r"plan\.sealed\.json: seals\.0\.sealed_at: field required\. Restore the file"):
        read_seals(planned_study)
