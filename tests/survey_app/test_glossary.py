"""Classes are explained before they are asked for, with sounds that nobody is asked about."""

from collections.abc import Callable
from typing import Any

import pytest

from stimuli.manifest import read_manifest, write_manifest
from study.folder import StudyFolder
from survey_app.survey import Survey
from survey_app.walker import Walk

pytestmark = pytest.mark.parametrize("kept_study", ["sqlite"], indirect=True)  # pages, and no query of their own


@pytest.fixture
def small_study(small_study: StudyFolder) -> StudyFolder:
    """Give the small study with an example of a flute, and with its own words for a class."""
    path = small_study.manifest("instruments")
    manifest = read_manifest(path)
    shown = manifest.stimuli[0].model_copy(
        update={"id": "shown", "role": "example", "intended_start": "flute", "intended_end": "", "morph": ""}
    )
    write_manifest(path.parent, manifest.model_copy(update={"stimuli": (*manifest.stimuli, shown)}))
    with (small_study.path / "study.toml").open("a", encoding="utf-8") as file:
        file.write('\n[classes.flute]\nname.en = "Transverse flute"\ndefinition.en = "Blown across its edge."\n')
    return StudyFolder(small_study.path)


def steps(person: Any) -> list[dict[str, Any]]:
    """Take the whole survey; return every step."""
    person.post("profile", data={})
    person.post("sound-check", data={"heard": "yes"})
    taken = [person.get("trial").json()]
    while taken[-1]["step"] != "done":
        if taken[-1]["step"] == "section":
            person.post("continue", json={})
        for number in range(len(taken[-1].get("questions", ()))):
            assert 200 == person.answer(taken[-1], number).status_code
        taken.append(person.get("trial").json())
    return taken


def test_classes_are_explained_where_they_are_first_asked_for(synthetic: Any) -> None:
    """Practice explains those of the singles, and not again; the instruments come before their section.

    There and at the questions they stand in the order of their names, which is not that of their ids.
    """
    taken = steps(synthetic)
    introductions = [one["section"] for one in taken if one["step"] == "section"]
    explained = [[entry["value"] for entry in one["classes"]] for one in introductions]

    assert [["deep", "glitchy", "metallic", "sizziness"], [], [], ["cello", "oboe", "flute"]] == explained
    flute = introductions[-1]["classes"][-1]
    assert ("Transverse flute", "Blown across its edge.") == (flute["label"], flute["definition"])
    assert "audio/flac" == synthetic.client.get(flute["sound_url"]).headers["content-type"]
    assert introductions[-1]["classes"][0]["sound_url"] is None
    asked = [one for one in taken[-2]["questions"] if one["kind"] == "class"]
    assert [["cello", "oboe", "flute"]] * len(asked) == [[one["value"] for one in each["options"]] for each in asked]
    assert {flute["sound_url"]} == {
        entry["sound_url"] for one in asked for entry in one["options"] if entry["value"] == "flute"
    }


def test_time_left_only_gets_less(synthetic: Any, survey: Survey) -> None:
    """From what was promised to the end; the way is done as far as its time is."""
    taken = [one for one in steps(synthetic) if one["step"] != "done"]
    left_s = [one["seconds_left"] for one in taken]
    promised_s = sum(survey.seconds_by_page.values())

    assert sorted(left_s, reverse=True) == left_s
    assert (
        0
        < left_s[-1]
        < left_s[0]
        == pytest.approx(survey.seconds_by_page["listen"] + survey.seconds_by_page["comment"])
    )
    assert [1 - one / promised_s for one in left_s] == pytest.approx([one["share_done"] for one in taken])


def test_examples_are_never_judged(walk: Callable[..., Walk], survey: Survey) -> None:
    """No trial of any slot plays one, however many there are."""
    from survey_app.order import plan_slot

    heard = {trial.stimulus for slot in range(12) for trial in plan_slot(survey.material, slot)}

    assert "shown" not in heard


@pytest.mark.parametrize("path", ["classes/instruments/2.flac", "classes/instruments/99.flac", "classes/none/0.flac"])
def test_only_examples_there_are(synthetic: Any, path: str) -> None:
    """A class without an example, a number or a set that is not there: nothing is found, and nothing given away."""
    assert (200 if path == "classes/instruments/0.flac" else 404) == synthetic.get(path).status_code
