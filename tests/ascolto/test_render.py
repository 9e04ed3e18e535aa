"""`ascolto render`: what it refuses, in one line; that it renders is proved with `ascolto train`."""

from pathlib import Path

import pytest

from ascolto.__main__ import main
from ascolto.render import level, uniform_paths
from stimuli.manifest import Manifest, Stimulus
from study.study_file import SingleSet


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("single", "no set is called 'single'. Did you mean 'singles'?"),
        ("brought", "[sets.brought]: is imported, not rendered."),
        ("singles", "the model is not trained yet. Train it with 'ascolto train'."),
    ],
)
def test_bad_names_are_one_line(name: str, line: str, tonal_study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be rendered ends with one line and status 2, and writes nothing."""
    assert main(["render", name, "--study", str(tonal_study)]) == 2
    (found,) = capsys.readouterr().err.splitlines()

    assert found.startswith("error: ")
    assert line in found
    assert not (tonal_study / "stimuli").exists()


@pytest.mark.parametrize(
    ("reached_lufs", "said"),
    [
        (-23.0, "-23 LUFS, true peak -1.0 dBTP"),
        (-29.44, "-29.44 LUFS (-23 would clip the peaks), true peak -1.0 dBTP"),
        (None, "levels as imported"),
    ],
)
def test_a_set_below_its_level_says_why(reached_lufs: float | None, said: str) -> None:
    """A researcher who asked for a level learns why the set does not have it."""
    sound = Stimulus(id="a", file="a.flac", sha256="", duration_s=1, loudness_lufs=-23)
    manifest = Manifest(
        set="a",
        kind="single",
        sample_rate_hz=8000,
        loudness_lufs=reached_lufs,
        true_peak_dbtp=-1.0,
        made_by="a test",
        stimuli=(sound,),
    )

    assert level(manifest, SingleSet(collection="a", kind="single", n_sounds=1)) == said


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        (["uniform", "uniform"], "uniform paths: kept in 2 of 2 morphs"),
        (["uniform", "linear"], "uniform paths: kept in 1 of 2 morphs; the others are straight, which is no less even"),
        (["uniform"], "uniform paths: kept in 1 of 2 morphs; the others are straight, which is no less even"),
    ],
)
def test_uniform_paths_are_counted(paths: list[str], said: str) -> None:
    """What was kept is counted by morph, also where a path that fell back was left out."""
    sounds = [
        Stimulus(id=f"{n}", file=f"{n}.flac", sha256="", duration_s=1, loudness_lufs=-23, morph=f"m{n}", path=path)
        for n, path in enumerate(paths)
    ]
    stimuli = tuple(sound.model_copy(update={"condition": "uniform"}) for sound in sounds)
    manifest = Manifest(
        set="a", kind="morph", sample_rate_hz=8000, loudness_lufs=-23, made_by="a test", stimuli=stimuli
    )

    assert uniform_paths(manifest, n_morphs=2).startswith(said)
