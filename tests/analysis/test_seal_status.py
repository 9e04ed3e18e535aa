"""The report says whether the plan was sealed, when, after how many answers, and what changed since."""

from datetime import UTC, datetime

from analysis.language import speaking
from analysis.seal_status import seal_status
from study.plan_changes import Change, planned_content
from study.seal import Code, Seal, SealState


def sealed(study, n_live_answers=0, day=2):
    """Return a seal of a study."""
    return Seal(
        sealed_at=datetime(2026, 3, day, 9, 30, tzinfo=UTC),
        n_live_answers=n_live_answers,
        study_version="0123456789ab",
        study=planned_content(study),
        consents={},
        manifests={},
        code=Code(version="0.1.0", sha256="0" * 64),
    )


def test_absent(demo_study):
    """Without a seal everything is exploratory."""
    assert ("absent", "No plan was sealed: everything in this report is exploratory.") == tuple(
        seal_status(SealState())[key] for key in ("status", "sentence")
    )


def test_sealed_says_when_and_after_how_many_answers(demo_study):
    """The moment and the number of answers stand in the sentence."""
    sentences = {
        n: seal_status(SealState((sealed(demo_study, n),)))["sentence"].removeprefix("The plan was sealed on ")
        for n in (0, 1, 1200, None)
    }

    assert {
        0: "2026-03-02 09:30 UTC, before the first answer, and has not changed since.",
        1: "2026-03-02 09:30 UTC, after 1 answer, and has not changed since.",
        1200: "2026-03-02 09:30 UTC, after 1,200 answers, and has not changed since.",
        None: "2026-03-02 09:30 UTC, the number of answers at that moment being unknown, and has not changed since.",
    } == sentences


def test_changes_are_named(demo_study):
    """What has changed since stands in the sentence; other code does not make another plan."""
    changes = (Change("section", "a", key="n_heard (4 → 3)"), Change("hypothesis", "b", "taken out"))
    state = SealState((sealed(demo_study),), changes=changes, code_changes=(Change("code"),))

    assert "changed" == seal_status(state)["status"]
    assert seal_status(state)["sentence"].endswith("and has changed since: {}.".format(" and ".join(map(str, changes))))
    assert "sealed" == seal_status(SealState((sealed(demo_study),), code_changes=(Change("code"),)))["status"]


def test_changes_are_named_in_the_language_of_the_report(demo_study):
    """Parts have Italian names; what the study file calls its keys stays."""
    changes = (Change("hypothesis", "b", "added"), Change("consent text", "it"), Change("study", key="seed (7 → 8)"))
    with speaking("it"):
        state = SealState((sealed(demo_study),), changes=changes, code_changes=(Change("code", key="0.1, a → 0.2, b"),))
        found = seal_status(state)

    assert ["ipotesi 'b' (in più)", "testo di consenso 'it'", "study: seed (7 → 8)"] == found["changes"]
    assert ["codice: 0.1, a → 0.2, b"] == found["code_changes"]


def test_history_names_what_changed_between_seals(demo_study):
    """A later seal shows its number of answers and what it changed: criteria cannot move unseen."""
    first = demo_study.hypotheses[0]
    softer = (first.model_copy(update={"criterion": 2.0}), *demo_study.hypotheses[1:])
    later = sealed(demo_study.model_copy(update={"hypotheses": softer}), n_live_answers=120, day=9)
    history = seal_status(SealState((sealed(demo_study), later)))["history"]

    assert [0, 120] == [one["n_live_answers"] for one in history]
    assert [[], [f"hypothesis '{first.id}': criterion (3 → 2)"]] == [one["changes"] for one in history]
