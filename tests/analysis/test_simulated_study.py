"""A rehearsal without pages has the form of the survey's own tables."""

from collections import Counter

from analysis.simulated_study import simulate_ratings
from study.tables import read_listeners, read_ratings


def test_tables_survive_writing_and_reading(simulated_report):
    """What the report reads is what was simulated."""
    assert simulated_report.ratings == read_ratings(simulated_report.data / "ratings.csv")
    assert simulated_report.listeners == read_listeners(simulated_report.data / "listeners.csv")


def test_every_row_is_marked_simulated(simulated_report):
    """Nothing simulated can pass for a live answer."""
    assert {(True, "rehearsal")} == {(row.is_simulated, row.run) for row in simulated_report.ratings}


def test_same_seed_same_tables(demo_study, manifests):
    """The seed decides both tables."""
    one, other = (simulate_ratings(demo_study, manifests, n_listeners=3, seed=4) for _ in range(2))

    assert one == other
    assert one != simulate_ratings(demo_study, manifests, n_listeners=3, seed=5)


def test_stimuli_are_heard_about_equally_often(simulated_report):
    """Thirty listeners leave no stimulus out."""
    heard = Counter(row.stimulus for row in simulated_report.ratings if row.question == "quality")
    counts = [
        heard[stimulus.id]
        for manifest in simulated_report.manifests.values()
        for stimulus in manifest.with_role("test", "reference", "anchor")
    ]

    assert min(counts) >= 4


def test_drawn_options_hold_the_intended_class(simulated_report):
    """Seven of 21 classes are shown, the intended one always among them; "cannot tell" stands apart."""
    rows = [row for row in simulated_report.ratings if row.question == "class" and row.role != "practice"]

    assert {7} == {len(row.options) for row in rows}
    assert all(row.intended_start in row.options for row in rows)


def test_some_leave_early(simulated_report):
    """Those who left early have state "started" and fewer answers."""
    n_answers = Counter(row.participant for row in simulated_report.ratings)
    by_state = {
        state: [n_answers[one.participant] for one in simulated_report.listeners if one.state == state]
        for state in ("started", "completed")
    }

    assert by_state["started"]
    assert max(by_state["started"]) < min(by_state["completed"])
