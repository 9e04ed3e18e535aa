"""`ascolto train`: trains what the study names, skips what is done, shows the presets."""

from pathlib import Path

import pytest

from ascolto.__main__ import main


def test_trains_renders_and_then_skips(tonal_study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From sounds to a set with two commands; a second run of each says that nothing is left to do."""
    assert main(["train", "tones", "--study", str(tonal_study)]) == 0
    trained = capsys.readouterr().out
    assert main(["render", "--study", str(tonal_study)]) == 0
    rendered = capsys.readouterr().out

    assert "held-out recordings, rms dB on log-mel: model" in trained
    assert "mean sound" in trained
    assert "silence" in trained
    assert "nats per sound" in trained
    assert "of the 5 nearest training sounds in latent space" in trained
    assert f"written: {tonal_study / 'models' / 'tones.pt'}" in trained
    assert "set singles: 10 stimuli" in rendered
    assert (tonal_study / "stimuli" / "singles" / "manifest.json").is_file()

    assert main(["train", "tones", "--study", str(tonal_study)]) == 0
    assert main(["render", "--study", str(tonal_study)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"model tones: trained already, {tonal_study / 'models' / 'tones.pt'}",
        f"set singles: rendered already, {tonal_study / 'stimuli' / 'singles' / 'manifest.json'}",
    ]


def test_shows_the_presets(capsys: pytest.CaptureFixture[str]) -> None:
    """The table has each preset with its parameters counted, and every parameter is explained."""
    assert main(["train", "--show"]) == 0
    out = capsys.readouterr().out

    assert "slides-harmonic" in out
    assert "23,223,808" in out
    for parameter in ("latent_dimensions", "learning_rate", "batch_size", "beta", "objective"):
        assert f"{parameter}: " in out


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["train", "tomes"], "no model is called 'tomes'. Did you mean 'tones'?"),
        (["train", "spare"], "[models.spare]: 0 collections name it, got none."),
    ],
)
def test_bad_names_are_one_line(
    arguments: list[str], line: str, tonal_study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be done ends with one line and status 2, and writes nothing."""
    assert main([*arguments, "--study", str(tonal_study)]) == 2
    (found,) = capsys.readouterr().err.splitlines()

    assert found.startswith("error: ")
    assert line in found
    assert not (tonal_study / "models").exists()
    assert not (tonal_study / "stimuli").exists()


def test_a_broken_sound_is_named(tonal_study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A truncated file stops the training with its name; no checkpoint is left."""
    (tonal_study / "sounds" / "rich" / "1.wav").write_bytes(b"RIFF")

    assert main(["train", "tones", "--study", str(tonal_study)]) == 2
    assert "1.wav" in capsys.readouterr().err
    assert not (tonal_study / "models" / "tones.pt").exists()
