import json

import pytest

from stimuli.errors import StimulusError
from study.errors import StudyError
from study.folder import StudyFolder
from survey_app.material import read_material, verify_material


def test_material_is_all_that_participants_meet(small_study: StudyFolder) -> None:
    """Every set that a section plays, every language's consent, and the version they make together."""
    material = read_material(small_study)

    assert {"singles", "sweeps", "instruments"} == set(material.manifests)
    assert {"en", "it"} == set(material.consents)
    assert small_study.version() == material.version
    assert ["quality", "class"] == [one.id for one in material.questions(material.study.sections[0])]
    assert {"singles": [0.6] * 10, "sweeps": [0.6] * 8, "instruments": [0.6] * 6} == material.durations_s()


def test_stimuli_of_two_sets_may_share_an_id(small_study: StudyFolder) -> None:
    """Ids are looked up in their set: both sets of the small study have an s-00, with different sounds."""
    material = read_material(small_study)
    files = [material.file(name, "s-00") for name in ("singles", "sweeps")]

    assert files[0].read_bytes() != files[1].read_bytes()


def test_the_record_of_a_version_gives_the_manifests_back(small_study: StudyFolder) -> None:
    """What is stored with a study version is the manifests as they were."""
    material = read_material(small_study)
    stored = json.loads(material.manifests_as_json())

    assert {name: one.model_dump(mode="json") for name, one in material.manifests.items()} == stored


@pytest.mark.parametrize("change", ["cut", "remove"])
def test_a_file_that_is_not_what_was_rendered_is_named(small_study: StudyFolder, change: str) -> None:
    """A stimulus that was cut or removed is named with its manifest before anybody hears anything."""
    file = small_study.stimulus_set("sweeps") / "s03.flac"
    if change == "cut":
        file.write_bytes(file.read_bytes()[:-1])
    else:
        file.unlink()

    with pytest.raises(StimulusError, match=r"sweeps/manifest\.json: s03\.flac"):
        verify_material(read_material(small_study))


def test_a_stimulus_outside_its_folder_is_refused(small_study: StudyFolder) -> None:
    """A manifest cannot make the survey hand out other files."""
    path = small_study.manifest("singles")
    path.write_text(path.read_text().replace('"s00.flac"', '"../../study.toml"'))

    with pytest.raises(StimulusError, match=r"singles/manifest\.json: stimuli\.0\.file"):
        read_material(StudyFolder(small_study.path))


def test_a_missing_consent_is_named(small_study: StudyFolder) -> None:
    """Without the consent text of a language nothing is served in any."""
    (small_study.path / "consent.it.md").unlink()

    with pytest.raises(StudyError, match=r"consent\.it\.md: the consent text is missing"):
        read_material(small_study)
