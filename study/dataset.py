"""A folder with both tables that explains itself: to people, to Psych-DS and to Frictionless.

The names of files and keys follow Psych-DS (schema 1.5.1, psych-ds.github.io) and the Data
Package standard (specs.frictionlessdata.io). Nothing in it depends on when it was written.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from study.codebook import READING, TABLES, Column, codebook_csv, codebook_html, columns
from study.files import sha256_of, write_whole
from study.questionnaire import Questionnaire
from study.study_file import StudyFile
from study.tables import TABLE_PATHS, ListenerRow, RatingRow, write_table

Questionnaires = Mapping[str, Questionnaire] | None
"""Questionnaires by their ids."""

NATURES = {
    "live": "Answers of participants.",
    "rehearsal": "SIMULATED: answers of synthetic listeners from a rehearsal; no person gave them.",
    "try-out": "TRY-OUT: answers of people who tried the survey before it was opened; they are no data.",
}
"""Whose answers a data set holds, by their origin."""

PRIVACY = (
    "Participants have random ids. There are no names, no addresses, no ids of panels, no comments, and nothing about "
    "devices but what participants said themselves."
)

FILES = {
    **{exported: TABLES[table][1] for table, (_, exported) in TABLE_PATHS.items()},
    "documentation/codebook.html": "What every column and every value means, to read.",
    "documentation/codebook.csv": "The same as a table.",
    "dataset_description.json": "The description that Psych-DS asks for.",
    "datapackage.json": "The description that Frictionless asks for: types, keys, sizes and hashes of both tables.",
    "README.md": "What the folder is, for whoever opens it.",
}
"""Every file of a data set."""

_KEYS = {"ratings": ("participant", "section", "stimulus", "repeat", "question"), "listeners": ("participant",)}
"""Columns that no two rows of a table share."""


@dataclass(frozen=True)
class Dataset:
    """What :func:`write_dataset` wrote."""

    folder: Path
    ratings: Path
    listeners: Path
    codebook: Path


def write_dataset(
    out: Path,
    study: StudyFile,
    version: str,
    origin: str,
    ratings: Sequence[RatingRow],
    listeners: Sequence[ListenerRow],
    questionnaires: Questionnaires = None,
) -> Dataset:
    """Write both tables with all that explains them; the same rows give the same bytes.

    Parameters
    ----------
    out : pathlib.Path
        Folder to write into; other files in it are left alone.
    study : study.study_file.StudyFile
        What was asked.
    version : str
        Study version, for the description.
    origin : {"live", "rehearsal", "try-out"}
        Whose answers they are; every file says so where they are not live.
    ratings, listeners : sequence
        The rows.
    questionnaires : mapping of str to Questionnaire, optional
        Questionnaires by their ids, whose columns the listeners have.
    """
    if not listeners:  # nobody, so nobody's questionnaires
        questionnaires = None
    paths = {table: out / exported for table, (_, exported) in TABLE_PATHS.items()}
    write_table(paths["ratings"], ratings, RatingRow)
    write_table(paths["listeners"], listeners, ListenerRow)
    texts = {
        "dataset_description.json": _as_json(_psych_ds(study, version, origin, questionnaires)),
        "documentation/codebook.csv": codebook_csv(study, questionnaires),
        "documentation/codebook.html": codebook_html(
            study, NATURES[origin], is_simulated=origin != "live", questionnaires=questionnaires
        ),
        "README.md": _readme(study, version, origin),
        "datapackage.json": _as_json(_data_package(study, version, origin, paths, questionnaires)),
    }
    for name, text in texts.items():
        with write_whole(out / name) as partial:
            partial.write_text(text, encoding="utf-8", newline="")
    return Dataset(out, paths["ratings"], paths["listeners"], out / "documentation" / "codebook.html")


def _psych_ds(study: StudyFile, version: str, origin: str, questionnaires: Questionnaires) -> dict[str, Any]:
    """Return the description that Psych-DS asks for: schema.org, with every column once."""
    described = {one.name: one for table in TABLES for one in columns(table, questionnaires)}
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": _title(study, origin),
        "description": " ".join((NATURES[origin], *(meaning for _, meaning in TABLES.values()), *READING, PRIVACY)),
        "schemaVersion": "Psych-DS 1.5.1",
        "version": version,
        "inLanguage": list(study.study.languages),
        "keywords": ["listening experiment", *(question.id for question in study.questions)],
        "variableMeasured": [_property_value(one) for one in described.values()],
    }


def _property_value(column: Column) -> dict[str, Any]:
    value = {"@type": "PropertyValue", "name": column.name, "description": column.description}
    return value | ({"unitText": column.unit} if column.unit else {})


def _data_package(
    study: StudyFile, version: str, origin: str, paths: Mapping[str, Path], questionnaires: Questionnaires
) -> dict[str, Any]:
    """Return the Frictionless description of both tables: types, keys, sizes and hashes."""
    return {
        "profile": "tabular-data-package",
        "name": f"{_slug(study.study.title)}-{origin}",
        "title": _title(study, origin),
        "description": NATURES[origin],
        "version": version,
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": table,
                "description": TABLES[table][1],
                "path": TABLE_PATHS[table][1],
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": path.stat().st_size,
                "hash": f"sha256:{sha256_of(path)}",
                "schema": _table_schema(table, questionnaires),
            }
            for table, path in paths.items()
        ],
    }


def _table_schema(table: str, questionnaires: Questionnaires) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(one) for one in columns(table, questionnaires)],
        "missingValues": [""],
        "primaryKey": list(_KEYS[table]),
    }
    if table == "ratings":
        reference = {"resource": "listeners", "fields": ["participant"]}
        schema["foreignKeys"] = [{"fields": ["participant"], "reference": reference}]
    return schema


def _field(column: Column) -> dict[str, Any]:
    is_list = column.json_type == "array"  # a text in the standard; the description names the separator
    field: dict[str, Any] = {
        "name": column.name,
        "type": "string" if is_list else column.json_type,
        "description": column.description,
    }
    if column.json_type == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    constraints: dict[str, Any] = {} if column.may_be_blank else {"required": True}
    if column.json_type == "string" and column.values:
        constraints["enum"] = list(column.values)
    return field | ({"constraints": constraints} if constraints else {})


def _readme(study: StudyFile, version: str, origin: str) -> str:
    """Say to whoever opens the folder what it is."""
    lines = [
        f"# {_title(study, origin)}",
        "",
        NATURES[origin],
        "",
        *(f"- `{name}`: {meaning}" for name, meaning in FILES.items()),
        "",
        *READING,
        "",
        PRIVACY,
        "",
        f"Study version {version}. Questions: {study.study.contact}",
        "",
        "Exported by Ascolto. With the study folder beside it, `ascolto report --data DIR` writes the report again "
        "from these tables.",
    ]
    return "\n".join(lines) + "\n"


def _title(study: StudyFile, origin: str) -> str:
    mark = NATURES[origin].partition(":")[0]
    return study.study.title if origin == "live" else f"{mark}: {study.study.title}"


def _slug(title: str) -> str:
    """Return a name as the standard wants it: lower case, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "study"


def _as_json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
