"""An error is one line that says where, what, got what, and what to do."""

import pytest

from study.errors import AscoltoError, StudyError, TableError, did_you_mean
from study.faults import Fault, error_of


@pytest.mark.parametrize(
    ("problem", "cure", "line"),
    [
        ("is missing", "Add it.", "a.csv: is missing. Add it."),
        ("is missing", "", "a.csv: is missing."),
        ("is it missing?", "Add it.", "a.csv: is it missing? Add it."),
        ("is missing.", "", "a.csv: is missing."),
    ],
)
def test_line_is_punctuated_once(problem, cure, line):
    """A full stop stands between problem and cure, however the problem ends."""
    assert line == str(AscoltoError("a.csv", problem, cure))


@pytest.mark.parametrize("error_type", [StudyError, TableError])
def test_one_base_catches_all(error_type):
    """The command line needs to know one class."""
    assert issubclass(error_type, AscoltoError)


def test_far_words_get_the_list():
    """A near word is suggested; for a far one the known words are listed, or that there are none."""
    assert "Did you mean 'rating'?" == did_you_mean("ratings", ["rating", "class"])
    assert "Known: rating, class." == did_you_mean("xyz", ["rating", "class"])
    assert "Known: none." == did_you_mean("xyz", [])


def test_many_faults_are_as_many_lines():
    """Faults keep their order, their places and their cures in one error."""
    faults = [Fault("a", "x", "is wrong", "Mend it."), Fault("b", "y", "is worse"), Fault("c", "z", "is worst", "Go.")]

    assert "x: is wrong. Mend it.\ny: is worse.\nz: is worst. Go." == str(error_of(faults, StudyError))
    assert "y: is worse." == str(error_of(faults[1:2], StudyError))
    assert isinstance(error_of(faults, TableError), TableError)
