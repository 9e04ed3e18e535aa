"""Numbers in sentences."""

import pytest

from analysis.results import decimals, p_text, proportion


@pytest.mark.parametrize(
    ("p_value", "text"),
    [(0.0, "p < .001"), (1e-300, "p < .001"), (0.0009999, "p < .001"), (0.001, "p = .001"), (0.0496, "p = .0496"),
     (0.0504, "p = .0504"), (0.05, "p = .050"), (1.0, "p > .999"), (None, "p not computable")],
)  # fmt: skip
def test_p_values(p_value, text):
    """Never p = 0, never .05 for something below or above it, exact where it is."""
    assert text == p_text(p_value)


def test_numbers():
    """Means keep the zero before the point, proportions lose it, minus is no hyphen, and nothing is minus zero."""
    assert ("0.40", "−0.40", "0.00") == (decimals(0.4), decimals(-0.4), decimals(-1e-9))
    assert (".40", "−.40", ".00", "1.00") == (proportion(0.4), proportion(-0.4), proportion(0.0), proportion(1.0))
