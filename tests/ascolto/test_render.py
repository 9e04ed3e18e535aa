"""`ascolto render`: what it refuses, in one line; that it renders is proved with `ascolto train`."""

from pathlib import Path

import pytest

from ascolto.__main__ import main


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
