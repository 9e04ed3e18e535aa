"""Participants are counted as they said themselves."""


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
