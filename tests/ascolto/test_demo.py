"""The whole path: recordings, models, stimuli, survey, ratings, report, by the commands a researcher runs."""

import json
import re
from pathlib import Path

import pytest

from ascolto.demo import STEPS, run_steps
from ascolto.new import make_study
from study.tables import read_listeners, read_ratings

SMALLER = {"420": "126", "40": "8"}
"""Six sounds a class and eight listeners go the same way in a fraction of the time."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run every step of the demonstration on fewer sounds, for one epoch."""
    folder = tmp_path_factory.mktemp("demo") / "study"
    make_study(folder, example="demo")
    study = (folder / "study.toml").read_text(encoding="utf-8")
    study = re.sub(r"\nepochs = \d+", "\nepochs = 1", study)
    (folder / "study.toml").write_text(study, encoding="utf-8")

    assert run_steps(folder, [tuple(SMALLER.get(word, word) for word in step) for step in STEPS]) == 0
    return folder


def test_real_sounds_become_a_report(demo: Path) -> None:
    """Every set is rendered, every section rated, every test run, in one go."""
    results = json.loads((demo / "report" / "results.json").read_text(encoding="utf-8"))
    ratings = read_ratings(demo / "report" / "data" / "ratings.csv")

    assert {name.parent.name for name in demo.glob("stimuli/*/manifest.json")} == {row.section for row in ratings}
    assert {row.question for row in ratings} == {"quality", "class", "starts-as", "ends-as", "smoothness"}
    assert {"Shapiro-Wilk", "Levene", "Kruskal-Wallis", "Dunn"} <= _words(results["tests"])
    assert (demo / "report" / "report.html").stat().st_size > 50_000


def test_synthetic_listeners_are_marked_wherever_they_show(demo: Path) -> None:
    """Nobody can take the rehearsal for real listeners: not in a table, nor in JSON, nor on the page."""
    ratings = read_ratings(demo / "report" / "data" / "ratings.csv")
    results = json.loads((demo / "report" / "results.json").read_text(encoding="utf-8"))

    assert {(row.run, row.is_simulated) for row in ratings} == {("rehearsal", True)}
    assert len(read_listeners(demo / "report" / "data" / "listeners.csv")) == 8
    assert results["is_simulated"] is True
    assert "Simulated data" in (demo / "report" / "report.html").read_text(encoding="utf-8")


def test_a_second_report_has_the_same_bytes(demo: Path) -> None:
    """Same input, same bytes."""
    names = ("report.html", "results.json")
    first = [(demo / "report" / name).read_bytes() for name in names]

    assert run_steps(demo, [("report", "--run", "rehearsal")]) == 0

    assert [(demo / "report" / name).read_bytes() for name in names] == first


def _words(tests: list[dict[str, object]]) -> set[str]:
    text = json.dumps(tests)
    return {name for name in ("Shapiro-Wilk", "Levene", "Kruskal-Wallis", "Dunn", "chi-square") if name in text}
