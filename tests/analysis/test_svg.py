"""Drawings are written as XML, whatever stands in them."""

from xml.etree import ElementTree

from analysis.svg import drawing, element, text


def test_attributes_are_named_rounded_and_quoted():
    """class_ is class, underscores are hyphens, numbers are short, quotes are safe."""
    assert '<a class="x" font-size="1.33" title=\'"\'/>' == element("a", class_="x", font_size=4 / 3, title='"')


def test_texts_are_escaped():
    """A name with markup stays text."""
    assert "<b> & c" == ElementTree.fromstring(text("<b> & c", 0, 0)).text


def test_the_watermark_lies_under_what_is_drawn():
    """Simulated drawings say so before their first element."""
    drawn = drawing("f", 360, 10, "t", "d", [element("rect", x=1)], is_simulated=True)

    assert drawn.index("SIMULATED") < drawn.index("<rect")


def test_sizes_do_not_depend_on_the_machine():
    """The same numbers give the same text."""
    assert element("rect", x=0.1 + 0.2) == element("rect", x=0.3)
