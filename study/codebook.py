"""The codebook: what every column of the two tables holds, made from the types that read and write them."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from io import StringIO
from typing import Any

from study.questionnaire import Questionnaire
from study.study_file import RatingQuestion, StudyFile
from study.tables import LIST_SEPARATOR, ListenerRow, RatingRow, guarded

TABLES: dict[str, tuple[type[RatingRow] | type[ListenerRow], str]] = {
    "ratings": (RatingRow, "One row for each answer to one question."),
    "listeners": (ListenerRow, "One row for each participant."),
}

READING = (
    "CSV, UTF-8, comma-separated, one header line. A blank cell means that there is nothing to say.",
    f"Lists are separated by {LIST_SEPARATOR}. Ids and classes are text, also where they look like numbers: '007' is "
    "not 7.",
    "A text that begins with = + - @, a tab or a line end has an apostrophe before it, so that no spreadsheet takes it "
    "for a formula: take the apostrophe away to read it. (So has a text that begins with apostrophes and then one of "
    "these.) Ascolto does so by itself.",
)
"""How the tables are to be read, in sentences."""

_UNITS = {"_s": "s", "_hz": "Hz", "_db": "dB", "_lufs": "LUFS"}
_TYPES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}

_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
caption { text-align: left; padding-bottom: .5rem; }
th, td { border-bottom: 1px solid #8888; padding: .35rem .75rem .35rem 0; text-align: left; vertical-align: top; }
.mark { border: 2px solid; padding: .5rem 1rem; font-weight: bold; }
"""


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    table: str
    name: str
    json_type: str
    """string, integer, number, boolean or array."""
    values: tuple[str, ...]
    """The values there can be, where they are few."""
    may_be_blank: bool
    description: str

    @property
    def type(self) -> str:
        """What the cells hold, in words."""
        return "list of texts" if self.json_type == "array" else _TYPES[self.json_type]

    @property
    def unit(self) -> str:
        """Unit of the numbers, which the name ends in; blank where there is none."""
        return next((unit for ending, unit in _UNITS.items() if self.name.endswith(ending)), "")


def columns(table: str, questionnaires: Mapping[str, Questionnaire] | None = None) -> tuple[Column, ...]:
    """Return the columns of a table; the listeners' has those of the questionnaires after its own.

    Examples
    --------
    >>> columns("ratings")[1].name, columns("ratings")[1].type
    ('study_version', 'text')
    """
    row_type, _ = TABLES[table]
    own = tuple(_column(table, name, schema) for name, schema in row_type.model_json_schema()["properties"].items())
    described = [one.columns(name) for name, one in (questionnaires or {}).items()] if table == "listeners" else []
    return own + tuple(
        Column(table, name, "number", (), True, meaning) for one in described for name, meaning in one.items()
    )


def _column(table: str, name: str, schema: Mapping[str, Any]) -> Column:
    kinds = schema.get("anyOf", [schema])
    kind = next(one for one in kinds if one["type"] != "null")
    is_text = kind["type"] in ("string", "array") and "enum" not in kind
    values = tuple(kind.get("enum", ())) or (("true", "false") if kind["type"] == "boolean" else ())
    return Column(table, name, kind["type"], values, is_text or len(kinds) > 1, schema["description"])


def codebook_csv(study: StudyFile, questionnaires: Mapping[str, Questionnaire] | None = None) -> str:
    """Return the codebook as CSV: a row for each column, and one for what each question's values mean."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(("table", "column", "question", "type", "unit", "values", "description"))
    for table in TABLES:
        for one in columns(table, questionnaires):
            row = (table, one.name, "", one.type, one.unit, LIST_SEPARATOR.join(one.values), one.description)
            writer.writerow(guarded(cell) for cell in row)
    for question, kind, values, prompt in _questions(study):
        row = ("ratings", "value", question, kind, "", LIST_SEPARATOR.join(values), prompt)
        writer.writerow(guarded(cell) for cell in row)
    return text.getvalue()


def codebook_html(
    study: StudyFile, nature: str, is_simulated: bool, questionnaires: Mapping[str, Questionnaire] | None = None
) -> str:
    """Return the codebook as one page that needs no network.

    Parameters
    ----------
    study : study.study_file.StudyFile
        What was asked.
    nature : str
        Whose answers they are, in a sentence.
    is_simulated : bool
        Whether synthetic listeners answered; the page says so at its top.
    questionnaires : mapping of str to Questionnaire, optional
        Questionnaires by their ids.
    """
    return "\n".join(_page(study, nature, is_simulated, questionnaires)) + "\n"


def _page(
    study: StudyFile, nature: str, is_simulated: bool, questionnaires: Mapping[str, Questionnaire] | None
) -> Iterator[str]:
    title = escape(f"Codebook: {study.study.title}")
    yield f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>"
    yield f'<p class="mark">{escape(nature)}</p>' if is_simulated else f"<p>{escape(nature)}</p>"
    yield from (f"<p>{escape(sentence)}</p>" for sentence in READING)
    for table, (_, meaning) in TABLES.items():
        rows = [
            (f"<code>{one.name}</code>", escape(one.description), one.type, one.unit, ", ".join(one.values))
            for one in columns(table, questionnaires)
        ]
        yield from _table(table, meaning, ("column", "meaning", "type", "unit", "values"), rows)
    asked = [
        (f"<code>{escape(question)}</code>", escape(prompt), kind, ", ".join(map(escape, values)))
        for question, kind, values, prompt in _questions(study)
    ]
    yield from _table("questions", "What the values of each question mean.", ("id", "asked", "kind", "values"), asked)
    yield "</main>\n</body>\n</html>"


def _table(name: str, meaning: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f'<h2>{name}</h2>\n<div class="wide" role="region" aria-label="{name}" tabindex="0">\n<table>'
    yield f"<caption>{meaning}</caption>\n<thead>"
    headings = "".join(f'<th scope="col">{cell}</th>' for cell in header)
    yield f"<tr>{headings}</tr>\n</thead>\n<tbody>"
    yield from (f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    yield "</tbody>\n</table>\n</div>"


def _questions(study: StudyFile) -> Iterator[tuple[str, str, tuple[str, ...], str]]:
    """Yield id, kind, meaning of the values and text of each question, in English or the study's own language."""
    for question in study.questions:
        if isinstance(question, RatingQuestion):
            labels = question.labels.in_language("en")
            values = tuple(f"{number} = {label}" for number, label in enumerate(labels, start=1))
        else:
            values = ("class ids, as in the column options",)
        yield question.id, question.kind, values, question.prompt.in_language("en")
