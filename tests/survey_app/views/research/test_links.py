import pytest
from flask import Flask

from study.folder import StudyFolder

pytestmark = pytest.mark.parametrize("kept_study", ["sqlite"], indirect=True)  # pages, and no query of their own

PANEL = """
[panel]
name = "prolific"
participant = "PROLIFIC_PID"
parameters = { PROLIFIC_PID = "{{%PROLIFIC_PID%}}" }
completed_link = "https://app.prolific.com/submissions/complete?cc=C1"
screened_out_code = "S2"
"""


@pytest.fixture
def small_study(small_study: StudyFolder) -> StudyFolder:
    """Give the small study a panel."""
    path = small_study.path / "study.toml"
    path.write_text(PANEL + path.read_text(encoding="utf-8"), encoding="utf-8")
    return StudyFolder(small_study.path)


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


def test_a_panel_is_given_its_link(researcher) -> None:
    """The panel's link has its placeholder letter by letter; where participants are sent back to is said."""
    page = researcher.get("links").text

    assert ">http://survey/?PROLIFIC_PID={{%PROLIFIC_PID%}}<" in page
    assert "is sent back to https://app.prolific.com/submissions/complete?cc=C1" in page
    assert "sees the code S2" in page
