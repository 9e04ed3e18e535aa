"""The documents tell the truth of this tree."""

import re
from pathlib import Path

import pytest

from ascolto.__main__ import VERBS

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    """A link to a file of the project names one that exists."""
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", document.read_text(encoding="utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_is_documented(verb: str) -> None:
    """A researcher finds every command in README or docs."""
    text = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)

    assert f"ascolto {verb}" in text


def test_every_make_target_in_the_documents_exists() -> None:
    """`make X` in a document is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    named = {name for document in DOCUMENTS for name in re.findall(r"`make ([a-z-]+)`", document.read_text("utf-8"))}

    assert named - targets == set()


def test_changelog_describes_the_version_in_pyproject() -> None:
    """The newest changelog entry is the version that is built."""
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    version = re.search(r'^version = "([^"]+)"', pyproject, flags=re.MULTILINE)
    newest = re.search(r"^## (\S+)", changelog, flags=re.MULTILINE)

    assert version is not None
    assert newest is not None
    assert newest.group(1) == version.group(1)
