from collections.abc import Callable

import pytest

from study.files import sha256_of
from survey_app.survey import Survey
from survey_app.walker import Walk

pytestmark = pytest.mark.parametrize("kept_study", ["sqlite"], indirect=True)  # pages, and no query of their own


def test_each_section_shows_its_stimuli(researcher, survey: Survey, walk: Callable[..., Walk]) -> None:
    """Every stimulus of a section is there with condition and role, and how often it was heard."""
    walk()
    page = researcher.get("stimuli?section=sweeps").text
    stimuli = survey.material.manifests["sweeps"].stimuli

    assert [True] * len(stimuli) == [f'id="{one.id}"' in page for one in stimuli]
    assert {one.condition for one in stimuli if one.condition not in page} <= {""}
    # One listener heard three of six.
    assert (3, 3) == (page.count("<dd>1 ×"), page.count("<dd>0 ×"))


def test_sounds_are_the_files(researcher, survey: Survey) -> None:
    """The player gets the very file of the set; what is no stimulus is not found."""
    one = survey.material.manifests["singles"].stimuli[0]
    sound = researcher.get(f"stimuli/singles/{one.id}")
    strange = [researcher.get(f"stimuli/{path}") for path in ("singles/nothing", "nothing/x", "singles/..%2fmanifest")]

    assert ("audio/flac", sha256_of(survey.material.file("singles", one.id)), len(sound.content)) == (
        sound.headers["content-type"],
        one.sha256,
        survey.material.file("singles", one.id).stat().st_size,
    )
    assert {404} == {reply.status_code for reply in strange}
