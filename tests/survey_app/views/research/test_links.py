import pytest
from flask import Flask

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # the same code on both


def test_the_link_is_the_one_that_was_printed(researcher, app: Flask) -> None:
    """With the address from the command line the page has link and QR code; without one it takes its own."""
    own = researcher.get("links").text
    app.config["ADDRESS"] = "http://192.0.2.7:8000/"
    printed = researcher.get("links").text
    app.config["ADDRESS"] = "http://127.0.0.1:8000/"
    without_network = researcher.get("links").text

    assert ">http://survey/<" in own
    assert all(text in printed for text in (">http://192.0.2.7:8000/<", "<svg", "port 8000"))
    assert "<svg" not in without_network
    assert "this computer only" in without_network
