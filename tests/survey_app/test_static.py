"""What browsers get: vendored files are unchanged, scripts are complete, nothing is inline or from elsewhere."""

import re
from pathlib import Path
from typing import get_args

import pytest

import survey_app
from study.files import sha256_of
from study.study_file import ClassQuestion, RatingQuestion

HOUSE = Path(survey_app.__file__).parent
STATIC, TEMPLATES = HOUSE / "static", HOUSE / "templates"
TABLE_ROW = re.compile(r"^\| (?P<file>[\w./]+) \|.*\| (?P<sha256>[0-9a-f]{64}) \|$", re.MULTILINE)
KINDS = [get_args(model.model_fields["kind"].annotation)[0] for model in (RatingQuestion, ClassQuestion)]
ALL_TEMPLATES = sorted(TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize(
    "folder", [STATIC / "vendor", Path(__file__).parents[1] / "data" / "axe"], ids=["static", "tests"]
)
def test_vendored_files_are_unchanged(folder: Path) -> None:
    """Each vendored file has the SHA-256 that its README records, and a licence beside it."""
    recorded = {row["file"]: row["sha256"] for row in TABLE_ROW.finditer((folder / "README.md").read_text("utf-8"))}
    others = {"README.md", "LICENSE", "LICENSE.md", "LICENSE-3RD-PARTY.txt"}
    found = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name not in others
    }

    assert recorded == {name: sha256_of(folder / name) for name in sorted(found)}
    assert all(list((folder / name).parent.glob("LICENSE*")) for name in found)


@pytest.mark.parametrize("kind", KINDS)
def test_question_kind_has_one_name_in_every_layer(kind: str) -> None:
    """A kind of the study file has a template, a script that its name leads to, and a place in the listening page."""
    assert (STATIC / "js" / f"{kind}.js").is_file()
    assert f'id="question-{kind}"' in (TEMPLATES / "questions" / f"{kind}.html").read_text("utf-8")
    assert f"questions/{kind}.html" in (TEMPLATES / "listen.html").read_text("utf-8")
    kinds = re.search(r"const kinds = \{(.*?)\}", (STATIC / "js" / "questions.js").read_text("utf-8"))
    assert kinds
    assert kind in re.findall(r"\w+", kinds[1])


@pytest.mark.parametrize("template", ALL_TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_what_the_policy_forbids(template: Path) -> None:
    """No script, style or handler is inline, and nothing is fetched from another place."""
    text = template.read_text("utf-8")

    assert [] == re.findall(r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>", text)
    assert [] == re.findall(r"<style|\sstyle=|\son\w+=", text)
    assert [] == re.findall(r"(?:src|href|action)=\"(?:https?:)?//", text)


def test_modules_that_are_imported_are_fetched_ahead() -> None:
    """Each page names all modules that its script needs, so that a slow phone asks for them at once."""
    for template in ALL_TEMPLATES:
        for name, imports in re.findall(r"module\(\"(\w+)\", \[(.*?)\]\)", template.read_text("utf-8")):
            assert set(re.findall(r"\w+", imports)) == needed(name) - {name}


def needed(module: str) -> set[str]:
    """Return a module and all that it imports, whatever lies between."""
    found, rest = set(), [module]
    while rest:
        name = rest.pop()
        if name not in found:
            found.add(name)
            rest += re.findall(r"from \"\./(\w+)\.js\"", (STATIC / "js" / f"{name}.js").read_text("utf-8"))
    return found


def test_texts_of_scripts_are_in_the_page() -> None:
    """Each text that a script asks for by name is in the block that pages carry."""
    block = (TEMPLATES / "scripts.html").read_text("utf-8")
    given = set(re.findall(r"^    \"(\w+)\":", block, re.MULTILINE))
    scripts = "\n".join(path.read_text("utf-8") for path in sorted((STATIC / "js").glob("*.js")))
    named = set(re.findall(r"\b(?:text|say)\(\s*\"(\w+)\"", scripts))

    assert named <= given
    assert [] == [name for name in sorted(given) if f'"{name}"' not in scripts and "example_" not in name]
