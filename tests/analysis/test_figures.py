"""Figures are well-formed, told to screen readers, and drawn to the scale of their numbers."""

from xml.etree import ElementTree

import pytest

from analysis.figures import confusion_matrix, mean_scores, rating_bars, scatter
from analysis.report import figures

LABELS = ("Bad", "Poor", "Fair", "Good", "Excellent")
SVG = "{http://www.w3.org/2000/svg}"


def group(name="A", shares=(0.1, 0.2, 0.4, 0.2, 0.1), **fields):
    """Return a summary to draw."""
    described = {"name": name, "role": "", "n": 10, "shares": list(shares)}
    return described | {"mean": 3.0, "low": 2.5, "high": 3.5, "median": 3.0} | fields


def parsed(drawn):
    """Parse a drawing as it stands in a page."""
    return ElementTree.fromstring(drawn)


def test_every_figure_of_the_report_is_well_formed_and_described(simulated_report):
    """Each has a title and a description that its label points to, and the watermark of simulated data."""
    drawn = dict(figures(simulated_report.files.results))

    assert 2 * (1 + 3) + 2 * (1 + 2) + 3 + 2 == len(drawn)
    for identifier, one in drawn.items():
        root = parsed(one)
        ids = {element.get("id"): element for element in root.iter()}
        assert root.get("aria-labelledby") == f"{identifier}-title {identifier}-desc"
        assert all(ids[name].text for name in root.get("aria-labelledby").split())
        assert "SIMULATED" in [element.text for element in root.iter("text")]


def test_live_data_have_no_watermark():
    """Real answers are not called simulated."""
    assert "SIMULATED" not in rating_bars("f", "t", [group()], LABELS, is_simulated=False)


def test_bars_are_as_wide_as_their_shares_and_centred_on_the_middle():
    """Two symmetric groups share a centre; segments follow their shares."""
    root = parsed(rating_bars("f", "t", [group(), group("B", (0, 0.3, 0.4, 0.3, 0))], LABELS, False))
    bars = [one for one in root.iter("rect") if one.find("title") is not None]
    widths = [float(one.get("width")) for one in bars]
    first_middle = float(bars[2].get("x")) + widths[2] / 2
    second_middle = float(bars[6].get("x")) + widths[6] / 2

    assert [0.1, 0.2, 0.4, 0.2, 0.1, 0.3, 0.4, 0.3] == pytest.approx(
        [one / sum(widths[:5]) for one in widths], abs=1e-3
    )
    assert first_middle == pytest.approx(second_middle, abs=0.02)


def test_empty_points_are_not_drawn_but_described():
    """A point nobody chose has no bar, and is told as 0 %."""
    drawn = rating_bars("f", "t", [group(shares=(0, 0, 0, 0, 1))], LABELS, False)

    assert 1 == sum(one.find("title") is not None for one in parsed(drawn).iter("rect"))
    assert "A: Bad 0 %, Poor 0 %, Fair 0 %, Good 0 %, Excellent 100 %" in drawn


def test_means_stand_where_their_numbers_are():
    """A mean of 3 on five points stands in the middle between 1 and 5, on the criterion."""
    root = parsed(mean_scores("f", "t", [group(), group("B", mean=1.0), group("C", mean=5.0)], LABELS, 3.0, False))
    middle, left, right = (float(one.get("cx")) for one in list(root.iter("circle"))[:3])
    criterion = next(float(one.get("x1")) for one in root.iter("line") if one.get("class") == "criterion")

    assert middle == pytest.approx((left + right) / 2, abs=0.02)
    assert middle == pytest.approx(criterion, abs=0.02)


def test_a_mean_without_interval_has_no_whisker():
    """A single sound has no interval, and the description says so."""
    drawn = mean_scores("f", "t", [group(low=None, high=None)], LABELS, None, False)

    assert "whisker" not in drawn
    assert "A: 3.00 [–], median 3.0" in drawn


def test_broad_matrices_are_scrolled_and_narrow_ones_scaled():
    """Twenty-two columns do not fit a phone; seven do."""
    names = [f"class-{number:02d}" for number in range(22)]
    broad = parsed(confusion_matrix("f", "t", names, names, [[1] * 22] * 22, False))
    narrow = parsed(confusion_matrix("f", "t", names[:7], names[:7], [[1] * 7] * 7, False))

    assert ("figure broad", "figure") == (broad.get("class"), narrow.get("class"))


def test_the_matrix_frames_what_is_right_and_describes_each_row():
    """Frames on the diagonal only; the description is sorted by count."""
    drawn = confusion_matrix("f", "t", ["a", "b"], ["a", "b", "cannot tell"], [[3, 1, 0], [0, 0, 2]], False)

    assert 2 == drawn.count("cell-frame")
    assert "a was heard as a 3, b 1; b was heard as cannot tell 2" in drawn


def test_names_are_escaped():
    """A class called <b> & "c" stays text."""
    drawn = confusion_matrix("f", "<t>", ['<b> & "c"'], ['<b> & "c"'], [[1]], False)

    assert '<b> & "c"' in [element.text for element in parsed(drawn).iter("text")]


def test_points_stand_higher_the_smoother_and_further_right_the_longer():
    """Two morphs: the far one lies right of the near one, the smooth one above the abrupt one."""
    points = [{"morph": "near", "distance": 1.0, "mean": 4.5}, {"morph": "far", "distance": 2.0, "mean": 1.5}]
    near, far = parsed(scatter("f", "t", points, "latent distance", LABELS, False)).iter("circle")

    assert float(near.get("cx")) < float(far.get("cx"))
    assert float(near.get("cy")) < float(far.get("cy"))
