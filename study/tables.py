"""The two tables in which the survey hands its data to the analysis.

The typed rows are the contract: the export writes them, the analysis reads them, and the
codebook is made from their descriptions. IDs and classes are text, always.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from study.errors import TableError
from study.files import write_whole
from study.questionnaire import QUESTIONNAIRE_COLUMNS

LIST_SEPARATOR = "|"

TABLE_PATHS = {
    "ratings": ("ratings.csv", "data/description-ratings_data.csv"),
    "listeners": ("listeners.csv", "data/description-listeners_data.csv"),
}
"""Where a table lies in a folder: under its plain name, or, in an export, as Psych-DS has its files called."""

# Cells that a spreadsheet takes for a formula begin with one of these (OWASP, CSV injection).
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")


def guarded(text: str) -> str:
    r"""Put an apostrophe before text that a spreadsheet would take for a formula.

    Text that begins with apostrophes before such a sign gets one more, so that
    :func:`unguarded` gives back every text.

    Examples
    --------
    >>> guarded("=SUM(A1)"), guarded("'=x"), guarded("007"), guarded("'quoted'")
    ("'=SUM(A1)", "''=x", '007', "'quoted'")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Undo :func:`guarded`.

    Examples
    --------
    >>> unguarded("'=SUM(A1)"), unguarded("'quoted'")
    ('=SUM(A1)', "'quoted'")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _none_if_blank(value: object) -> object:
    return None if value == "" else value


def _split(value: object) -> object:
    return tuple(part for part in value.split(LIST_SEPARATOR) if part) if isinstance(value, str) else value


Optional_ = BeforeValidator(_none_if_blank)
TextList = Annotated[tuple[str, ...], BeforeValidator(_split)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class RatingRow(_Row):
    """One answer to one question (a row of ratings.csv)."""

    participant: str = Field(description="Random id of the participant.")
    study_version: str = Field(description="Hash of study file, consent texts, questionnaires and manifests.")
    run: Literal["rehearsal", "live"] = Field(description="Rehearsal rows never become live rows.")
    is_simulated: bool = Field(description="True where a synthetic listener answered.")
    section: str = Field(description="Section of the study.")
    position: int = Field(
        description="Place of the trial in this participant's order, from 1; practice counts from 1 on its own."
    )
    repeat: int = Field(description="0 for the first presentation, 1 for the first repeat.")
    stimulus: str = Field(description="Id of the stimulus in its manifest.")
    role: Literal["test", "reference", "anchor", "practice"] = Field(description="Why the stimulus was played.")
    condition: str = Field(description="What is compared: rung, path kind or system.")
    intended_start: str = Field(description="Class the sound is, or starts as; blank where there is none.")
    intended_end: str = Field(description="Class the sound ends as; blank where there is none.")
    morph: str = Field(description="Morph the stimulus belongs to; blank for single sounds.")
    weight: Annotated[float | None, Optional_] = Field(
        description="Position along the morph in [0, 1]; blank for sweeps and single sounds."
    )
    question: str = Field(description="Id of the question in the study file.")
    kind: Literal["rating", "class"] = Field(description="A number on a scale, or a class picked from options.")
    value: str = Field(description="The answer: a number (1 = lowest) or a class, as text.")
    options: TextList = Field(
        description="Classes that were shown, in the order shown, separated by |; blank for ratings."
    )
    n_plays: int = Field(description="How often the stimulus was played before this answer.")
    heard_s: float = Field(
        description="Seconds of the stimulus heard before this answer, from the audio clock, each counted once."
    )
    response_time_s: float = Field(description="Seconds from the end of the first full play to this answer.")
    answered_at: str = Field(description="When the server stored the answer, ISO 8601, UTC.")
    checks_failed: TextList = Field(description="Names of failed checks of this trial, separated by |.")


class ListenerRow(_Row):
    """One participant (a row of listeners.csv); columns of questionnaires follow the ones named here."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Annotated[float | None, Optional_]] = Field(init=False)

    participant: str = Field(description="Random id of the participant.")
    language: str = Field(description="Language of the pages.")
    age_band: str = Field(description="Band of age; blank where not asked or not said.")
    gender: str = Field(description="Gender; blank where not asked or not said.")
    experience: str = Field(
        description="Musical experience: professional, amateur or none; blank where not asked or not said."
    )
    hearing: str = Field(description="Hearing impairment: yes or no; blank where not asked or not said.")
    device: str = Field(
        description="Headphones, speakers or other, as the participant says; blank where not asked or not said."
    )
    headphone_score: Annotated[int | None, Optional_] = Field(
        description="Right answers in the headphone check, of six; blank where there was none."
    )
    bass_heard: Annotated[bool | None, Optional_] = Field(
        default=None,
        description="Whether the low tones of the bass check were counted right; blank where there was none.",
    )
    state: Literal["started", "completed", "withdrawn", "screened-out"] = Field(
        description="How far the listening session came; screened-out where the study let somebody go no further."
    )
    accepted: bool = Field(description="Whether the session was accepted; apart from whether its data are analysed.")
    reasons: TextList = Field(
        description="Named reasons: failed checks, left early, a decision of the researcher's; separated by |."
    )


Row = TypeVar("Row", bound=_Row)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return guarded(LIST_SEPARATOR.join(value))
    if isinstance(value, float):
        return f"{value:.6g}"
    return guarded(value) if isinstance(value, str) else str(value)


def write_table(path: Path, rows: Sequence[RatingRow] | Sequence[ListenerRow], row_type: type[_Row]) -> None:
    """Write rows as CSV (UTF-8, one header line), whole or not at all; every row has the columns of the first."""
    columns = [*row_type.model_fields, *((rows[0].model_extra or ()) if rows else ())]
    with write_whole(path) as partial, partial.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(columns)
        writer.writerows([_cell(getattr(row, column)) for column in columns] for row in rows)


def table_path(folder: Path, table: str) -> Path:
    """Return where a table lies in a folder of tables or in an export; its plain name where it lies nowhere.

    Parameters
    ----------
    folder : pathlib.Path
        Folder with ratings.csv and listeners.csv, or one that 'ascolto export' wrote.
    table : {"ratings", "listeners"}
        Which of the two.
    """
    plain, exported = (folder / place for place in TABLE_PATHS[table])
    return exported if exported.exists() and not plain.exists() else plain


def read_rating_columns(path: Path) -> dict[str, list[Any]]:
    """Read ratings.csv as columns: the cells of :func:`read_ratings`, and its errors, twice as fast."""
    try:
        lines = [cells for _line, _names, cells in _lines(path, RatingRow)]
        return {name: _column(name, [cells[at] for cells in lines]) for at, name in enumerate(RatingRow.model_fields)}
    except (TableError, ValidationError):
        # What is wrong is rare; the rows say what comes first.
        rows = read_ratings(path)
        return {name: [getattr(row, name) for row in rows] for name in RatingRow.model_fields}


def _column(name: str, cells: list[str]) -> list[Any]:
    """Validate the cells of a column of ratings, each distinct one once."""
    field = RatingRow.model_fields[name]
    column = TypeAdapter(list[Annotated[field.annotation, field]], config=RatingRow.model_config)  # type: ignore[name-defined]
    distinct = list(dict.fromkeys(cells))
    values = dict(zip(distinct, column.validate_python([unguarded(cell) for cell in distinct]), strict=True))
    return [values[cell] for cell in cells]


def read_ratings(path: Path) -> list[RatingRow]:
    """Read ratings.csv; refuse a wrong cell with its row, column and value."""
    return _read(path, RatingRow)


def read_listeners(path: Path) -> list[ListenerRow]:
    """Read listeners.csv; refuse a wrong cell with its row, column and value."""
    return _read(path, ListenerRow)


def _read(path: Path, row_type: type[Row]) -> list[Row]:
    return [_row(path, line, names, cells, row_type) for line, names, cells in _lines(path, row_type)]


def _lines(path: Path, row_type: type[_Row]) -> Iterator[tuple[int, list[str], list[str]]]:
    """Yield number, columns and cells of each row, the type's own columns first; a row that stops early is blank."""
    required = [name for name, field in row_type.model_fields.items() if field.is_required()]
    try:
        handle = path.open(encoding="utf-8-sig", newline="")
    except FileNotFoundError:
        raise TableError(path, "there is no such file", "Make it with 'ascolto export'.") from None
    with handle:
        reader = csv.reader(handle)
        try:
            header = next(reader, [])
            missing = [column for column in required if column not in header]
            if missing:
                known = ", ".join(row_type.model_fields)
                raise TableError(path, f"column '{missing[0]}' is missing", f"The columns are: {known}.")
            names = [name for name in row_type.model_fields if name in header]
            if row_type is ListenerRow:
                names += [name for name in header if name.startswith(QUESTIONNAIRE_COLUMNS)]
            places = [header.index(name) for name in names]
            for cells in filter(None, reader):
                if len(cells) > len(header):
                    line, beyond = reader.line_num, cells[len(header)]
                    problem = f"row {line} has more cells than the header, got '{beyond}' beyond it"
                    raise TableError(path, problem, "Quote cells that hold a comma, or export again.")
                cells += [""] * (len(header) - len(cells))
                yield reader.line_num, names, [cells[place] for place in places]
        except UnicodeDecodeError as error:
            raise TableError(path, f"byte {error.start} is not UTF-8", "Save the table as CSV, UTF-8.") from None


def _row(path: Path, line: int, names: list[str], cells: list[str], row_type: type[Row]) -> Row:
    try:
        return row_type.model_validate(dict(zip(names, map(unguarded, cells), strict=True)))
    except ValidationError as error:
        first = error.errors()[0]
        column = first["loc"][0]
        raise TableError(
            path,
            f"row {line}, column '{column}': {first['msg'].lower()}, got {first['input']!r}",
            "Correct it, or export again.",
        ) from None
