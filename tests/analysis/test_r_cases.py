"""Random cases that R answered (tests/data/r_cases): every number of every case."""

import json

import pytest

from benchmarks.agreement import R_CASES, compared, digits

CASES = json.loads((R_CASES / "cases.json").read_text(encoding="utf-8"))
ANSWERS = json.loads((R_CASES / "answers.json").read_text(encoding="utf-8"))["answers"]

RELATIVE = {
    # R's iterations stop early: estimates of clmm hold to about 1e-3, Royston's W to 1e-8.
    "estimate": 5e-3,
    "standard_error": 1e-2,
    "shapiro_w": 1e-8,
    "shapiro_p": 1e-5,
}
LOG_LIKELIHOOD = 1e-2


def near(name: str, expected: float):
    """Return the expected number with the tolerance of its quantity."""
    if name == "log_likelihood":
        return pytest.approx(expected, abs=LOG_LIKELIHOOD)
    return pytest.approx(expected, rel=RELATIVE.get(name, 1e-9), abs=1e-12)


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{case['kind']}-{i}" for i, case in enumerate(CASES)])
def test_agrees_with_r(number):
    """Numbers agree to nine digits (models and Shapiro-Wilk to fewer), and are missing where R has none."""
    for name, expected, found in compared(CASES[number], ANSWERS[number]):
        # R writes zero without a point; a sum that should be zero may leave 1e-15.
        if isinstance(expected, int | float) and isinstance(found, float):
            assert near(name, expected) == found, name
        else:
            assert expected == found, name


def test_digits():
    """Digits are those of the relative difference, at most the fifteen that were written."""
    assert (15.0, 0.0) == (digits(1.0, 1.0 + 1e-16), digits(0.0, 0.1))
    assert pytest.approx(6) == digits(-5.0, -5.000005)
