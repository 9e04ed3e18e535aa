"""`generator.installed_soundfonts`: fonts are found or asked for, and their terms go with what is rendered."""

from pathlib import Path

import pytest

from generator import installed_soundfonts
from generator.errors import GeneratorError
from generator.installed_soundfonts import find_soundfonts, notice


def test_named_fonts_are_used(write_font, tiny_sample):
    """Fonts that were named are read in their order, and no others."""
    paths = [write_font(tiny_sample("tone"), name=name) for name in ("B", "A")]

    assert ["B", "A"] == [font.name for font in find_soundfonts(paths)]


def test_installed_fonts_are_found(write_font, tiny_sample, monkeypatch, tmp_path: Path):
    """FluidR3 comes before MuseScore General; either alone is enough."""
    monkeypatch.setattr(installed_soundfonts, "FOLDERS", (tmp_path / "nowhere", tmp_path))
    write_font(tiny_sample("tone"), name="MuseScore_General")
    alone = [font.path.name for font in find_soundfonts()]
    write_font(tiny_sample("tone"), name="FluidR3_GM")

    assert ["MuseScore_General.sf2"] == alone
    assert ["FluidR3_GM.sf2", "MuseScore_General.sf2"] == [font.path.name for font in find_soundfonts()]


def test_without_fonts_one_line_says_what_to_install(monkeypatch, tmp_path: Path):
    """The packages are named for Debian, and the way out for macOS."""
    monkeypatch.setattr(installed_soundfonts, "FOLDERS", (tmp_path,))

    with pytest.raises(
        GeneratorError, match=r"apt-get install fluid-soundfont-gm musescore-general-soundfont"
    ) as refusal:
        find_soundfonts()
    assert "--soundfont" in str(refusal.value)
    assert "Homebrew" in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "holder"), [("FluidR3_GM", "Frank Wen"), ("MuseScore_General", "S. Christian Collins")]
)
def test_known_fonts_bring_their_licence(write_font, tiny_sample, name: str, holder: str):
    """The notice has the copyright holders and the permission the MIT licence asks to keep."""
    text = notice(find_soundfonts([write_font(tiny_sample("tone"), name=name)]))

    assert holder in text
    assert "Permission is hereby granted, free of charge" in text
    assert "WITHOUT WARRANTY OF ANY KIND" in text


@pytest.mark.parametrize(("said", "expected"), [("(c) Somebody", "(c) Somebody"), ("", "states no copyright")])
def test_unknown_fonts_are_quoted(write_font, tiny_sample, said: str, expected: str):
    """Nothing is promised of a font we do not know."""
    text = notice(find_soundfonts([write_font(tiny_sample("tone"), name="Mine", copyright_=said)]))

    assert expected in text
    assert "Find out its terms before you pass the sounds on." in text
    assert "Permission is hereby granted" not in text
