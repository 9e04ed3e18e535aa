"""Read a study file, or a questionnaire; say every problem at once, unknown keys first, one line each.

Pydantic tells where a problem is by a path such as ``("sets", "morphs", "morph", "path", 0)``. Here such a
path becomes words that a person finds in the file: ``[sets.morphs]: entry 1 of 'path'``.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from study.errors import StudyError, did_you_mean
from study.part import StudyPart
from study.questionnaire import Questionnaire
from study.study_file import StudyFile

Step = int | str
Path_ = tuple[Step, ...]
Content = TypeVar("Content", bound=StudyPart)

_NAMED_PARTS = {
    "collections": "collection",
    "models": "model",
    "sets": "set",
    "sections": "section",
    "questions": "question",
    "hypotheses": "hypothesis",
    "conclusions": "conclusion",
    "classes": "class",
    "questionnaires": "questionnaire",
    "items": "item",
    "scales": "scale",
}
"""Parts of which a file may have several, each with a name or a number; and one of them."""

_EXPECTATIONS = {
    "tuple_type": "should be a list",
    "dict_type": "should be a table",
    "model_type": "should be a table",
    "model_attributes_type": "should be a table",
    "string_type": "should be a text in quotes",
    "string_too_short": "should not be empty",
    "int_type": "should be a whole number",
    "int_parsing": "should be a whole number",
    "int_from_float": "should be a whole number",
    "float_type": "should be a number",
    "float_parsing": "should be a number",
    "bool_type": "should be true or false",
    "bool_parsing": "should be true or false",
    "greater_than_equal": "should be at least {ge:g}",
    "less_than_equal": "should be at most {le:g}",
    "too_short": "should have at least {min_length} entries",
    "too_long": "should have at most {max_length} entries",
}
"""What TOML calls the things that pydantic names in Python's words."""


def read_study_file(path: Path) -> StudyFile:
    """Read and check a study file.

    Raises
    ------
    StudyError
        One line per problem, each naming file, place, value and cure. Whether the parts fit together is
        looked at when each of them is right.
    """
    return _read(path, StudyFile)


def read_questionnaire(path: Path) -> Questionnaire:
    """Read and check a questionnaire.

    Raises
    ------
    StudyError
        As for :func:`read_study_file`.
    """
    if not path.exists():
        raise StudyError(path, "there is no such questionnaire", "Write it, or take it out of [[questionnaires]].")
    return _read(path, Questionnaire)


def _read(path: Path, schema: type[Content]) -> Content:
    content = read_toml(path)
    try:
        return schema.model_validate(content)
    except ValidationError as error:
        details = error.errors()
        lines = [*_unknown_keys(schema, content, details), *_wrong_values(schema, content, details)]
    first, *others = lines
    raise StudyError(path, "\n".join([first, *(f"{path}: {line}" for line in others)]))


def read_toml(path: Path) -> dict[str, Any]:
    """Read a study file without checking what it says.

    Raises
    ------
    StudyError
        The file is missing, cannot be read, or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StudyError(
            path, "there is no study file here", "Make a study with 'ascolto new NAME', or go into its folder."
        ) from None
    except OSError as error:
        raise StudyError(path, f"cannot be read: {error.strerror}", "Make it a file that you may read.") from None
    except UnicodeDecodeError as error:
        raise StudyError(path, f"byte {error.start} is not UTF-8", "Save the file as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise StudyError(path, f"not valid TOML: {error}", "Correct it there.") from None


def _unknown_keys(schema: type[BaseModel], content: dict[str, Any], details: Sequence[ErrorDetails]) -> Iterator[str]:
    for detail in details:
        if detail["type"] == "extra_forbidden":
            place, key = _words(content, _path(content, detail))
            known = _known_keys(schema, detail["loc"][:-1])
            yield f"{place}unknown key {key}. {did_you_mean(str(detail['loc'][-1]), known)}"


def _wrong_values(schema: type[BaseModel], content: dict[str, Any], details: Sequence[ErrorDetails]) -> Iterator[str]:
    """Yield one line per value, though pydantic complains once for each type that the value could have."""
    by_path: dict[Path_, list[ErrorDetails]] = defaultdict(list)
    for detail in details:
        if detail["type"] != "extra_forbidden" and not _is_consequence(detail):
            by_path[_path(content, detail)].append(detail)
    for path, (problem, *others) in by_path.items():
        place, subject = _words(content, path)
        match problem["type"]:
            case _ if path == ():  # references between the parts, already in lines
                yield from str(problem["ctx"]["error"]).splitlines()
            case "missing":
                yield f"{place}key {subject} is missing. Add it."
            case "union_tag_not_found":
                yield f"{place}key {subject} is missing. Add one of {', '.join(_kinds(schema, path))}."
            case "union_tag_invalid":
                tag = problem["ctx"]["tag"]
                yield f"{place}{subject} should be one of {', '.join(_kinds(schema, path))}, got '{tag}'. Correct it."
            case _:
                expected = " or ".join(dict.fromkeys(map(_expectation, [problem, *others]))).replace(
                    "or should be", "or"
                )
                yield f"{place}{subject} {expected}, got {_shown(problem['input'])}. Correct it."


def _is_consequence(detail: ErrorDetails) -> bool:
    """Tell a list that is too short only because its wrong entries were not counted."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _expectation(problem: ErrorDetails) -> str:
    if problem["type"] == "value_error":
        return f"is wrong: {problem['ctx']['error']}"
    words = _EXPECTATIONS.get(problem["type"], problem["msg"].replace("Input should", "should"))
    return words.format(**problem.get("ctx", {})).replace("1 entries", "1 entry")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table" if value else "none"
    return repr(value)


def _path(content: dict[str, Any], detail: ErrorDetails) -> Path_:
    """Return the part of pydantic's path that is in the file, and the key that should be."""
    node: Any = content
    path: list[Step] = []
    for step in detail["loc"]:  # others name the kind of a set, or one of the types that a value could have
        is_there = step in node if isinstance(node, dict) else isinstance(node, list) and isinstance(step, int)
        if is_there:
            node = node[step]
            path.append(step)
    if detail["type"] == "missing":
        path.append(detail["loc"][-1])
    elif detail["type"] in ("union_tag_not_found", "union_tag_invalid"):
        path.append("kind")
    return tuple(path)


def _words(content: dict[str, Any], path: Path_) -> tuple[str, str]:
    """Say where in the file a value is, and what it is called there: `[profile]: `, `entry 1 of 'ask'`."""
    n_place = min(2 if path[:1] and path[0] in _NAMED_PARTS else 1, len(path) - 1)
    if n_place == 1 and len(path) == 2 and isinstance(path[1], int):
        n_place = 0
    place, keys = path[: max(n_place, 0)], path[max(n_place, 0) :]
    name = ".".join(str(key) for key in keys if isinstance(key, str))
    subject = f"entry {keys[-1] + 1} of '{name}'" if keys and isinstance(keys[-1], int) else f"'{name}'"
    if len(place) == 2 and isinstance(place[1], int):
        identifier = content[str(place[0])][place[1]].get("id")
        shown = f' "{identifier}"' if isinstance(identifier, str) else ""
        return f"{_NAMED_PARTS[str(place[0])]} {place[1] + 1}{shown}: ", subject
    return (f"[{'.'.join(map(str, place))}]: " if place else ""), subject


def _known_keys(schema: type[BaseModel], loc: Path_) -> list[str]:
    """Return the keys that the schema knows at one of pydantic's paths."""
    if not loc:
        return list(schema.model_fields)
    models = _models_in(schema.model_fields[str(loc[0])].annotation)
    for step in loc[2 if loc[0] in _NAMED_PARTS else 1 :]:
        of_kind = [model for model in models if _kind(model) == step]
        models = of_kind or _models_in(models[0].model_fields[str(step)].annotation)
    return list(models[0].model_fields)


def _kinds(schema: type[BaseModel], path: Path_) -> list[str]:
    models = _models_in(schema.model_fields[str(path[0])].annotation)
    return [kind for kind in map(_kind, models) if kind]


def _kind(model: type[BaseModel]) -> str | None:
    return get_args(model.model_fields["kind"].annotation)[0] if "kind" in model.model_fields else None


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """Find the models inside `dict[str, Model]`, `tuple[Model, ...]` or `Model | Other`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models_in(inner)]
