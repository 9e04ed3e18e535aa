"""`ascolto compare`: four models by the same measures, as table, JSON and pictures; what was measured is kept."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import generator.comparison
import generator.peers
from ascolto.__main__ import main
from generator.comparison import Row, better_than_peers, row_of
from generator.presets import PRESETS


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the slides' preset small, and the measurements few."""
    preset = replace(PRESETS["slides-non-harmonic"], hidden_units=8, latent_dimensions=2, epochs=2)
    monkeypatch.setitem(PRESETS, "slides-non-harmonic", preset)
    for name in ("N_DRAWS", "N_HEARD", "N_PAIRS", "N_STEPS"):
        monkeypatch.setattr(generator.comparison, name, 2)
    monkeypatch.setattr(generator.peers, "N_INVERSION_STEPS", 3)


def test_compares_and_keeps_what_was_measured(
    small: None, tonal_study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One command writes everything; a second one trains nothing and writes the same numbers."""
    assert main(["compare", "--study", str(tonal_study), "--latents", "1"]) == 0
    first = capsys.readouterr().out
    target = tonal_study / "models" / "compare" / "tones" / "compare.json"
    found = json.loads(target.read_text(encoding="utf-8"))
    assert main(["compare", "--study", str(tonal_study), "--latents", "1"]) == 0
    again = capsys.readouterr().out

    assert ["autoencoder", "slides", "gan", "study"] == [row["model"] for row in found["models"]]
    assert ["convolutional", 1, 4] == [found["models"][3][key] for key in ("preset", "epochs", "latent_dimensions")]
    assert {"reconstruction", "prior_draws", "morphs", "purity"} == set(found["study_model_better_than_peers"])
    assert 0 < found["predictors_db"]["mean sound"] < found["silence_db"]
    assert ["1"] == list(found["slides_model_db_by_latents"])
    assert found["models"][2]["class_draws"] is None
    assert all(0 <= row["prior_draws"]["pass_share"] <= 1 for row in found["models"])
    table = first[first.index("tones: held-out recordings") :]
    assert table == again
    assert found == json.loads(target.read_text(encoding="utf-8"))
    for name in ("tones/compare.png", "tones/compare.svg", "complexity.png", "complexity.svg"):
        assert f"written: {target.parents[1] / name}" in table
        assert (target.parents[1] / name).stat().st_size > 1000


def test_better_is_better_than_every_peer() -> None:
    """Lower errors and higher purity win; a tie, or one better peer, does not."""
    draws = {"distance": 1.0, "pass_share": 1.0}
    stored = {"model": "a", "preset": "p", "epochs": 1, "latent_dimensions": 2, "n_parameters": 3, "train_s": None}
    stored |= {"reconstruction_db": 5.0, "prior_draws": draws, "class_draws": None, "morph_step_cv": 0.3}
    own = row_of({**stored, "morph_bump": 1.5, "morph_pass_share": 1.0, "purity": 0.9, "warnings": []})
    worse = replace(own, reconstruction_db=6.0, morph_step_cv=0.4, purity=0.8)

    assert isinstance(own, Row)
    assert {"reconstruction": True, "prior_draws": False, "morphs": True, "purity": True} == better_than_peers(
        own, [worse]
    )
    assert not any(better_than_peers(own, [worse, own]).values())
