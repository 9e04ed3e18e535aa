"""Read a study file; say every problem at once, unknown keys first, one line each."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from study.errors import StudyError, did_you_mean
from study.study_file import (
    ClassQuestion,
    ImportedSet,
    MorphSet,
    RatingQuestion,
    SingleSet,
    StudyFile,
)

_KINDS: dict[str, type[BaseModel]] = {
    "single": SingleSet,
    "morph": MorphSet,
    "imported": ImportedSet,
    "rating": RatingQuestion,
    "class": ClassQuestion,
}


def read_study_file(path: Path) -> StudyFile:
    """Read and check a study file.

    Raises
    ------
    StudyError
        One line per problem, each naming file, place, value and cure.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StudyError(path, "there is no study file here", "Make a study with 'ascolto new NAME', or go into its folder.") from None
    except UnicodeDecodeError as error:
        raise StudyError(path, f"byte {error.start} is not UTF-8", "Save the file as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise StudyError(path, f"not valid TOML: {error}", "Correct it there.") from None
    try:
        return StudyFile.model_validate(content)
    except ValidationError as error:
        raise _study_error(path, content, error.errors()) from None


def _study_error(path: Path, content: dict[str, Any], details: Sequence[ErrorDetails]) -> StudyError:
    unknown_first = sorted(details, key=lambda detail: detail["type"] != "extra_forbidden")
    lines = [line for detail in unknown_first for line in _lines(content, detail)]
    first, *others = lines
    return StudyError(path, "\n".join([first, *(f"{path}: {line}" for line in others)]))


def _lines(content: dict[str, Any], detail: ErrorDetails) -> list[str]:
    if detail["loc"] == ():  # the references between parts, already in lines
        return str(detail["ctx"]["error"]).splitlines()
    place, key, known = _place(content, detail["loc"])
    shown = f"{key!r}" if isinstance(key, str) else f"number {key}"
    match detail["type"]:
        case "extra_forbidden":
            return [f"{place}unknown key {shown}. {did_you_mean(str(key), known)}"]
        case "missing":
            return [f"{place}key {shown} is missing. Add it."]
        case "union_tag_not_found" | "union_tag_invalid":
            kinds = ", ".join(kind for kind, model in _KINDS.items() if set(known) & set(model.model_fields))
            return [f"{place}'kind' must be one of {kinds}, got {detail['input'].get('kind')!r}."]
        case "value_error":
            return [f"{place}{shown}: {detail['ctx']['error']}, got {detail['input']!r}."]
        case _:
            message = detail["msg"].replace("Input should be", "should be")
            return [f"{place}{shown} {message}, got {detail['input']!r}. Correct it."]


def _place(content: dict[str, Any], loc: tuple[int | str, ...]) -> tuple[str, int | str, list[str]]:
    """Turn pydantic's path into words: `section 2 "morphs": `, the key, and the keys known there."""
    path = _without_tags(loc)
    *parents, key = path
    node: Any = content
    words: list[str] = []
    for step in parents:
        node = node[step]
        if isinstance(step, int):
            name = f' "{node["id"]}"' if isinstance(node, dict) and "id" in node else ""
            words[-1] = f"{words[-1].strip('[]').rstrip('s')} {step + 1}{name}"
        else:
            words.append(f"[{step}]" if not words else step)
    place = ".".join(words).replace("].", ".") + ("]" if len(words) > 1 and words[0].startswith("[") else "")
    return (f"{place}: " if place else ""), key, _known_keys(loc)


def _without_tags(loc: tuple[int | str, ...]) -> list[int | str]:
    """Drop the discriminator values that pydantic puts between a union and its fields."""
    return [step for at, step in enumerate(loc) if not (at == 2 and loc[0] in ("sets", "questions") and step in _KINDS)]


def _known_keys(loc: tuple[int | str, ...]) -> list[str]:
    """Return the keys the schema knows where the problem is."""
    model: Any = StudyFile
    for step in loc[:-1]:
        if isinstance(step, str) and step in _KINDS and not (isinstance(model, type) and step in model.model_fields):
            model = _KINDS[step]
        elif isinstance(model, type) and issubclass(model, BaseModel) and isinstance(step, str) and step in model.model_fields:
            model = _model_in(model.model_fields[step].annotation)
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


def _model_in(annotation: Any) -> Any:
    """Find the model inside `dict[str, Model]`, `tuple[Model, ...]` or `Model | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = [_model_in(inner) for inner in get_args(annotation)]
    return next((model for model in found if model is not None), None)
