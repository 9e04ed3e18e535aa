"""Write docs/file-formats.md from the types that read and write the files.

Run ``python -m ascolto.file_formats`` in the root of the project; a test fails where the page is stale.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from stimuli.import_table import COLUMNS
from stimuli.manifest import Manifest, SoundClass, Stimulus
from study.codebook import READING, TABLES
from study.dataset import FILES
from study.files import write_whole
from study.hypotheses import Conclusion, Hypothesis
from study.panel import Panel
from study.profile import Profile
from study.questionnaire import Item, Questionnaire, Scale
from study.seal import Seal
from study.study_file import (
    BlendSet,
    Checks,
    ClassQuestion,
    ClassTexts,
    Collection,
    Database,
    Debrief,
    ImportedSet,
    ModelPlan,
    MorphSet,
    QuestionnaireFile,
    RatingQuestion,
    Section,
    SingleSet,
    StudyInfo,
)

PAGE = Path("docs/file-formats.md")

STUDY_PARTS = (
    StudyInfo,
    Collection,
    ModelPlan,
    SingleSet,
    MorphSet,
    BlendSet,
    ImportedSet,
    Section,
    RatingQuestion,
    ClassQuestion,
    Conclusion,
    Hypothesis,
    Profile,
    QuestionnaireFile,
    ClassTexts,
    Checks,
    Debrief,
    Panel,
    Database,
)

RESULTS = {
    "schema": "Name and version of this format.",
    "language": "Language of the sentences, `en` or `it`; codes and keys are English always.",
    "study": "Title, contact and version of the study.",
    "run": "rehearsal or live.",
    "is_simulated": "True where synthetic listeners answered.",
    "research_questions": "The slides' two questions, for studies with models.",
    "findings": "What was found, in sentences.",
    "verdicts": "The conclusions: each with the verdict of its worst hypothesis, p (the largest, and after Holm over "
    "conclusions), and whether it was planned.",
    "hypotheses": "The plan held against the answers: parts, value, interval, criterion, p raw, within family and over "
    "all, verdict, whether it was sealed before the first answer.",
    "seal": "sealed, changed or absent; what changed; every seal with its time, live answers and fingerprint.",
    "participants": "Who took part, by profile.",
    "screening": "Rows read, rules with their counts, rows analysed.",
    "questions": "Per question: counts, mean scores with intervals, agreement of listeners, confusion matrices.",
    "ladder": "Points of quality lost from rung to rung, with intervals.",
    "distances": "Smoothness against latent distance, path length and bump.",
    "paths": "Kinds of path compared in smoothness, with intervals.",
    "both_ends": "Start and end of a morph heard by the same listener.",
    "boundaries": "Boundary, slope and lapses along morphs that were heard step by step.",
    "comparisons": "What is compared, by what, and how to read test and companion together.",
    "tests": "Every test with fields, role (slides, blocks, companion or model), effect, interval, raw and adjusted p.",
    "methods": "How it was analysed, in sentences.",
    "provenance": "Versions, hashes of the tables, seeds; no clock time.",
}
"""Top-level keys of results.json."""

_NAMES = {
    "Translated": "text per language",
    "TranslatedLabels": "list of texts per language",
    "SoundClass": "classes",
    "Stimulus": "stimuli",
    "Item": "items",
    "Scale": "scales",
    "Code": "version and hash",
}
_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "table",
}


def file_formats() -> str:
    """Return the page."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "# File formats"
    yield ""
    yield "Made from the code by `python -m ascolto.file_formats`: change it there. IDs and classes are text, always;"
    yield "names end in their unit: `_s` seconds, `_hz`, `_lufs`, `_dbtp`."
    yield ""
    yield "## study.toml"
    yield ""
    yield "TOML. Unknown keys are errors. *X* is a name of your own: lower-case letters, digits and hyphens."
    yield "Texts that participants read come in the languages of the study: `prompt.en`, `prompt.it`."
    yield ""
    for part in STUDY_PARTS:
        yield from _fields(part, f"### {_sentence(part)}")
    yield "## A questionnaire"
    yield ""
    yield "TOML, a file of yours that `[[questionnaires]]` names. No instrument's text comes with Ascolto."
    yield ""
    for asked in (Questionnaire, Item, Scale):
        yield from _fields(asked, f"### {_sentence(asked)}")
    yield "## stimuli/SET/manifest.json"
    yield ""
    yield "JSON, written by `ascolto render` and `ascolto stimuli import`. The files beside it are FLAC without tags;"
    yield "their names mean nothing, and the manifest is the only key."
    yield ""
    yield from _fields(Manifest, "### The set")
    yield from _fields(SoundClass, "### classes[]")
    yield from _fields(Stimulus, "### stimuli[]")
    yield "## Table of `ascolto stimuli import`"
    yield ""
    yield "CSV, UTF-8; commas, semicolons or tabs. Other columns are refused."
    yield ""
    yield from _table(("column", "meaning"), ((f"`{name}`", meaning) for name, meaning in COLUMNS.items()))
    yield "## collection.csv"
    yield ""
    yield 'CSV beside the sounds of a collection with `layout = "table"`: `path` (relative to it), `class` and'
    yield "`recording`. Sounds of one recording share its name. Other columns are ignored."
    yield ""
    for table, (row_type, meaning) in TABLES.items():
        yield f"## {table}.csv"
        yield ""
        yield f"CSV, UTF-8. {meaning} Lists are separated by `|`; what is not there is blank."
        yield ""
        rows = [(f"`{key}`", _type(schema), schema["description"]) for key, schema in _properties(row_type).items()]
        yield from _table(("column", "type", "meaning"), rows)
    yield "## export"
    yield ""
    yield "Folder, written by `ascolto export`: both tables as a Psych-DS data set and a Frictionless data package."
    yield "The same answers give the same bytes."
    yield ""
    yield from _table(("file", "meaning"), ((f"`{name}`", meaning) for name, meaning in FILES.items()))
    yield from (f"{sentence}\n" for sentence in READING)
    yield "## plan.sealed.json"
    yield ""
    yield "JSON, written by `ascolto seal`: every seal of the plan, oldest first."
    yield ""
    yield from _fields(Seal, "### seals[]")
    yield "## report/results.json"
    yield ""
    yield "JSON: every number of the report. The same input gives the same bytes."
    yield ""
    yield from _table(("key", "meaning"), ((f"`{key}`", meaning) for key, meaning in RESULTS.items()))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _fields(model: type[BaseModel], heading: str) -> Iterator[str]:
    yield heading
    yield ""
    required = model.model_json_schema(mode="validation").get("required", [])
    rows = [
        (
            f"`{key}`",
            _type(schema),
            "required" if key in required else _default(schema),
            _one_line(model.model_fields[key].description or ""),
        )
        for key, schema in _properties(model).items()
    ]
    yield from _table(("key", "type", "default", "meaning"), rows)


def _sentence(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").splitlines()[0].removesuffix(".")


def _properties(model: type[BaseModel]) -> dict[str, Mapping[str, Any]]:
    properties: dict[str, Mapping[str, Any]] = model.model_json_schema()["properties"]
    return properties


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{' --- |' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


def _type(schema: Mapping[str, Any]) -> str:
    """Say a JSON schema in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _NAMES[name]
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"] if one.get("type") != "null")
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return " or ".join(f"`{one}`" for one in schema["enum"])
    if schema["type"] == "array":
        return f"list of {_type(schema['items'])}"
    limits = (("minimum", "from"), ("exclusiveMinimum", "above"), ("maximum", "to"))
    return " ".join([_WORDS[schema["type"]], *(f"{word} {schema[key]:g}" for key, word in limits if key in schema)])


def _default(schema: Mapping[str, Any]) -> str:
    default = schema.get("default")
    if default is None or default in ("", {}, []):
        return ""
    if isinstance(default, dict):  # a table whose every key has its own default
        return ""
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, list):
        return ", ".join(f"`{one}`" for one in default)
    return f"`{default}`"


if __name__ == "__main__":
    with write_whole(PAGE) as partial:
        partial.write_text(file_formats(), encoding="utf-8")
    print(f"wrote {PAGE}")
