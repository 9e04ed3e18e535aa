"""The schema refuses what the rest of the programs could not work with."""

from pathlib import Path

import pytest
from pydantic import ValidationError

import study.examples
from study.part import Translated, plain_id
from study.reading import read_study_file
from study.study_file import TranslatedLabels

SLIDES = Path(study.examples.__file__).parent / "slides" / "study.toml"


@pytest.mark.parametrize("identifier", ["a", "non-harmonic-singles", "r2", "2026"])
def test_plain_ids_are_kept(identifier):
    """Lower-case letters, digits and hyphens are fit for folders, columns and addresses."""
    assert identifier == plain_id(identifier)


@pytest.mark.parametrize("identifier", ["", "-", "A", "a b", "a_b", "a/b", "..", "è", "a.b", "a\n"])
def test_other_ids_are_refused(identifier):
    """Nothing that a file system, a URL or a spreadsheet could read otherwise."""
    with pytest.raises(ValueError, match="an id"):
        plain_id(identifier)


def test_texts_fall_back_to_the_language_there_is():
    """A missing translation shows the other language rather than nothing."""
    assert "ciao" == Translated(it="ciao").in_language("en")
    assert "ciao" == Translated(it=" ciao ").in_language("it")
    assert "" == Translated().in_language("en")
    assert ("a", "b") == TranslatedLabels(en=("a", "b")).in_language("it")


def test_a_study_does_not_change():
    """What was read stays as it was read: the study version is its hash."""
    study_file = read_study_file(SLIDES)

    with pytest.raises(ValidationError, match="frozen"):
        study_file.study.title = "other"


def test_questions_and_sections_are_found_by_id():
    """Looking up gives the part with that id."""
    study_file = read_study_file(SLIDES)

    assert ["start", "end"] == [study_file.question(one).about for one in ("starts-as", "ends-as")]
    assert "harmonic-morphs" == study_file.section("harmonic-morphs").id
