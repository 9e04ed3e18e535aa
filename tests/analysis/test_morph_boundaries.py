"""From a set of steps with weights to boundaries in the report."""

import re

import pytest

from analysis.report import write_report
from analysis.results_file import write_results
from analysis.simulated_study import simulate_ratings
from analysis.simulation import ListenerModel
from stimuli.manifest import Manifest, SoundClass, Stimulus
from study.study_file import CANNOT_TELL, StudyFile, Translated
from study.tables import ListenerRow, RatingRow, write_table

PAIRS = {"m1": ("cello", "flute"), "m2": ("cello", "flute"), "m3": ("oboe", "violin")}
STUDY = {
    "study": {"title": "Steps", "seed": 3, "languages": ["en"], "contact": "a@b.c"},
    "sets": {"steps": {"kind": "imported"}},
    "sections": [{"id": "steps", "set": "steps", "questions": ["class"], "n_heard": 27, "n_practice": 0}],
    "questions": [{"id": "class", "kind": "class", "prompt": {"en": "Which?"}, "options": 4, "cannot_tell": True}],
}


def manifest(weights=tuple(step / 8 for step in range(9))):
    """Return an imported set of three morphs in nine steps, as `stimuli import` writes it."""
    stimuli = [
        Stimulus(
            id=f"{morph}-{step}", file=f"{morph}-{step}.flac", sha256="0" * 64, duration_s=2.0, loudness_lufs=-23.0,
            condition="system-a", source=morph, morph=morph, intended_start=start, intended_end=end, weight=weight,
        )
        for morph, (start, end) in PAIRS.items()
        for step, weight in enumerate(weights)
    ]  # fmt: skip
    names = ("cello", "flute", "oboe", "violin", "trumpet")
    return Manifest(
        set="steps", kind="imported", sample_rate_hz=44100, loudness_lufs=None, made_by="tests",
        classes=tuple(SoundClass(id=one, name=Translated(en=one.capitalize())) for one in names),
        stimuli=tuple(stimuli),
    )  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Return the report of forty simulated listeners with a boundary at one half."""
    out = tmp_path_factory.mktemp("steps")
    study, manifests = StudyFile.model_validate(STUDY), {"steps": manifest()}
    model = ListenerModel(seed=5, leaving=0.0, boundary_sd=0.03, hit_rates={"system-a": 0.9})
    ratings, listeners = simulate_ratings(study, manifests, 40, seed=5, model=model)
    write_table(out / "data" / "ratings.csv", ratings, RatingRow)
    write_table(out / "data" / "listeners.csv", listeners, ListenerRow)
    return write_report(study, "0123456789ab", out / "data", out, "rehearsal", manifests), ratings


def test_every_pair_and_every_morph_has_a_boundary(files):
    """Two pairs of classes; the pair with two morphs also shows each of them. The planted boundary is covered."""
    found = files[0].results["boundaries"]

    assert [("cello", "flute", ""), ("cello", "flute", "m1"), ("cello", "flute", "m2"), ("oboe", "violin", "")] == [
        (one["start"], one["end"], one["morph"]) for one in found
    ]
    assert all(one["status"] == "ok" for one in found)
    assert all(one["boundary_low"] - 0.05 < 0.5 < one["boundary_high"] + 0.05 for one in found)
    assert found[0]["n"] == found[1]["n"] + found[2]["n"]


def test_points_count_every_answer(files):
    """Start, end and other answers add up to the rows of the table."""
    result, ratings = files
    pairs = [one for one in result.results["boundaries"] if not one["morph"]]

    assert len(ratings) == sum(point["n"] + point["n_other"] for one in pairs for point in one["points"])
    assert any(row.value == CANNOT_TELL for row in ratings)


def test_both_ends_stand_among_the_options(files):
    """A drawn list that left the end out could not find the boundary."""
    assert all({row.intended_start, row.intended_end} <= set(row.options) for row in files[1])


def test_steps_between_the_ends_are_not_right_or_wrong(files):
    """The confusion matrix has the ends alone, weight 1 as what it ends as."""
    [one] = files[0].results["questions"][0]["by_section"]
    ends = [row for row in files[1] if row.weight in (0, 1)]

    assert len(ends) == one["n"]
    assert {"cello", "flute", "oboe", "violin"} == {line["class"] for line in one["recall"]}
    assert sum(row.intended_end == "flute" and row.weight == 1 for row in ends) == next(
        line["n"] for line in one["recall"] if line["class"] == "flute"
    )


def test_the_report_shows_curve_and_table(files):
    """One figure per pair of classes, one row per pair and morph."""
    html = files[0].html.read_text(encoding="utf-8")

    assert 2 == len(re.findall(r'<svg[^>]*id="figure-boundary-', html))
    assert "system-a: Cello – Flute, m2" in html
    assert 'class="curve"' in html


def test_a_sweep_has_no_boundary(simulated_report):
    """Its weight is none: it runs from 0 to 1."""
    assert [] == simulated_report.files.results["boundaries"]
    assert 'id="boundaries-' not in simulated_report.files.html.read_text(encoding="utf-8")


def test_results_with_boundaries_are_written(files, tmp_path):
    """NaN never enters: the file is strict JSON."""
    write_results(tmp_path / "results.json", files[0].results)
