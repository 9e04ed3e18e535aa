"""Numbers are written as a reviewer expects them."""

import pytest

from analysis.wording import answers_text, id_in_words, interval, listed, number, p_cell, ratio, share, within


@pytest.mark.parametrize(
    ("p_value", "expected"),
    [
        (0.0, "< .001"),
        (0.0009, "< .001"),
        (0.0496, ".0496"),
        (0.05, ".050"),
        (0.31, ".310"),
        (1.0, "> .999"),
        (None, "–"),
    ],
)
def test_p_values_are_never_zero_and_never_on_the_wrong_side(p_value, expected):
    """.0496 stays below .05; what underflows is small, not zero."""
    assert expected == p_cell(p_value)


@pytest.mark.parametrize(("value", "expected"), [(0.137, "14 %"), (0.0, "0 %"), (0.004, "< 1 %"), (0.996, "> 99 %")])
def test_shares_are_not_rounded_to_none_or_all(value, expected):
    """A share above nothing is not 0 %, one below all is not 100 %."""
    assert expected == share(value)


def test_numbers_have_a_minus_and_no_minus_zero():
    """A real minus sign; −0.00 is 0.00."""
    assert ("−1.50", "0.00", "–") == (number(-1.5), number(-0.001), number(float("nan")))
    assert ("−.40", "1.00") == (ratio(-0.4), ratio(1.0))


def test_intervals_that_do_not_exist_are_dashes():
    """A single sound has no interval."""
    assert ("[1.00, 2.00]", "[–]") == (interval(1.0, 2.0), interval(None, None))


def test_counts_and_lists_read_as_sentences():
    """Singular, thousands, commas and "and"."""
    assert ("1 answer", "2,000 answers") == (answers_text(1), answers_text(2000))
    assert ("", "a", "a and b", "a, b and c") == (
        listed([]),
        listed(["a"]),
        listed(["a", "b"]),
        listed(["a", "b", "c"]),
    )


def test_ids_become_words_and_fit_into_sentences():
    """Section ids are read, abbreviations keep their capitals."""
    assert "Non-harmonic morphs" == id_in_words("non-harmonic-morphs")
    assert ("non-harmonic morphs", "R0 recording") == (within("Non-harmonic morphs"), within("R0 recording"))
