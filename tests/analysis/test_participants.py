"""Participants are counted as they said themselves."""

from analysis.participants import participants
from analysis.ratings import read_tables
from study.tables import ListenerRow, RatingRow, write_table


def test_everyone_is_counted_once(simulated_report):
    """Finished and left early make all; each profile question adds up to all."""
    found = simulated_report.files.results["participants"]
    listeners = simulated_report.listeners

    assert len(listeners) == found["n"] == found["n_completed"] + found["n_left_early"]
    assert sum(one.state == "completed" for one in listeners) == found["n_completed"]
    assert {len(listeners)} == {sum(answer["n"] for answer in asked["answers"]) for asked in found["profile"]}


def test_who_did_not_say_stands_last(simulated_report):
    """Blank answers are shown as not said."""
    experience = next(
        asked for asked in simulated_report.files.results["participants"]["profile"] if asked["id"] == "experience"
    )
    silent = sum(one.experience == "" for one in simulated_report.listeners)

    assert ("not said", silent) == (experience["answers"][-1]["answer"], experience["answers"][-1]["n"])


def test_whom_the_study_lets_go_no_further_did_not_leave(simulated_report, tmp_path):
    """Screened-out participants have a count of their own, beside finished and left early."""
    listeners = list(simulated_report.listeners)
    gone = next(number for number, one in enumerate(listeners) if one.state == "started")
    n_left = sum(one.state == "started" for one in listeners)
    listeners[gone] = listeners[gone].model_copy(update={"state": "screened-out"})
    write_table(tmp_path / "ratings.csv", simulated_report.ratings, RatingRow)
    write_table(tmp_path / "listeners.csv", listeners, ListenerRow)
    ratings = read_tables(tmp_path, simulated_report.study, "rehearsal", simulated_report.manifests)
    found = participants(simulated_report.study, ratings)

    assert (n_left - 1, 1) == (found["n_left_early"], found["n_screened_out"])
