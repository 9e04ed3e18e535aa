"""`generator.pictures`: legible without colour, and the same bytes each time."""

from pathlib import Path

from generator.pictures import COLOURS, figure, look, write_picture


def drawn(path: Path) -> list[bytes]:
    """Draw a line and write it; give the bytes of both files."""
    picture = figure(4, 3)
    picture.subplots().plot([1, 2], [1, 3], **look(0))
    return [written.read_bytes() for written in write_picture(picture, path)]


def test_same_picture_same_bytes(tmp_path: Path) -> None:
    """Neither clock nor version nor chance is in a picture."""
    png, svg = drawn(tmp_path / "map.json")

    assert [png, svg] == drawn(tmp_path / "again.json")
    assert png.startswith(b"\x89PNG")
    assert b"</svg>" in svg
    assert ["again.png", "again.svg", "map.png", "map.svg"] == sorted(path.name for path in tmp_path.iterdir())


def test_classes_of_one_colour_differ_in_shape() -> None:
    """Where 21 classes repeat seven colours, no two have colour and shape in common, nor do neighbours share either."""
    looks = [look(index) for index in range(21)]

    assert 21 == len({(one["color"], one["marker"]) for one in looks})
    assert all(looks[at]["marker"] != looks[at + 7]["marker"] for at in range(14))
    assert set(COLOURS) == {one["color"] for one in looks[:7]}
