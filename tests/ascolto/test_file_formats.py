"""docs/file-formats.md says what the code says."""

from pathlib import Path

import pytest

from analysis.ratings import read_tables
from analysis.results_file import results
from analysis.simulated_study import simulate_ratings
from ascolto.file_formats import RESULTS, STUDY_PARTS, file_formats
from stimuli.manifest import Manifest, SoundClass, Stimulus, read_manifest
from study.study_file import StudyFile
from study.tables import ListenerRow, RatingRow, write_table

PAGE = Path(__file__).parents[2] / "docs" / "file-formats.md"


def test_page_is_not_stale():
    """The committed page is what the code writes; else run `python -m ascolto.file_formats`."""
    assert file_formats() == PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("model", [*STUDY_PARTS, Manifest, SoundClass, Stimulus, RatingRow, ListenerRow])
def test_every_key_is_described(model):
    """Each key has a sentence and a row."""
    assert [] == [name for name, field in model.model_fields.items() if not (field.description or "").endswith(".")]
    page = PAGE.read_text(encoding="utf-8")
    assert [] == [name for name in model.model_fields if f"| `{name}` | " not in page]


def test_every_part_of_a_study_file_is_there():
    """No table of the study file is forgotten."""
    page = PAGE.read_text(encoding="utf-8")
    assert [] == [name for name in StudyFile.model_fields if f"[{name}" not in page]


def test_keys_of_results_are_those_of_a_real_report(small_study, tmp_path):
    """A small simulated study is analysed; its results have the documented keys, in their order."""
    study_file = small_study.study
    manifests = {name: read_manifest(small_study.manifest(name)) for name in study_file.sets}
    ratings, listeners = simulate_ratings(study_file, manifests, n_listeners=6, seed=1)
    write_table(tmp_path / "ratings.csv", ratings, RatingRow)
    write_table(tmp_path / "listeners.csv", listeners, ListenerRow)
    rows = read_tables(tmp_path, study_file, "rehearsal", manifests)

    assert list(RESULTS) == list(results(study_file, "v", tmp_path, "rehearsal", rows, manifests))
