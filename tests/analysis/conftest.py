"""A small study with manifests, and its simulated tables, for the tests of the report."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import study.examples
from analysis import model_tests
from analysis.language import LANGUAGES
from analysis.page import PageFiles
from analysis.planning_deal import Deal, deal
from analysis.planning_design import planned_sections
from analysis.report import write_report
from analysis.simulated_study import simulate_ratings
from analysis.simulation import ListenerModel
from stimuli.manifest import Manifest, SoundClass, Stimulus
from study.reading import read_study_file
from study.study_file import StudyFile, Translated
from study.tables import ListenerRow, RatingRow, write_table

HARMONIC = ("cello", "clarinet", "flute", "oboe", "piccolo", "trumpet", "violin")
NON_HARMONIC = ("deep", "glitchy", "sizziness", *(f"class-{number:02d}" for number in range(4, 22)))


def stimulus(identifier: str, **fields: object) -> Stimulus:
    """Return a stimulus whose file and level do not matter here."""
    return Stimulus.model_validate(
        {"id": identifier, "file": f"{identifier}.flac", "sha256": "0" * 64, "duration_s": 4.0, "loudness_lufs": -23.0}
        | fields
    )


def manifest(name: str, kind: str, classes: tuple[str, ...], stimuli: list[Stimulus]) -> Manifest:
    """Return a manifest of these stimuli and two practice sounds."""
    practice = [
        stimulus(f"{name}-p{number}", role="practice", condition="example", is_good_example=number == 1)
        for number in (1, 2)
    ]
    return Manifest(
        set=name,
        kind=kind,
        sample_rate_hz=22050,
        loudness_lufs=-23.0,
        made_by="tests",
        classes=tuple(SoundClass(id=one, name=Translated(en=one.replace("-", " ").title())) for one in classes),
        stimuli=tuple(stimuli + practice),
    )


def singles(name: str, classes: tuple[str, ...], n_sounds: int) -> Manifest:
    """Return single sounds on the rungs R0, R2, R3."""
    return manifest(
        name,
        "single",
        classes,
        [
            stimulus(
                f"{name}-{sound:02d}-{rung.lower()}",
                role="reference" if rung == "R0" else "test",
                condition=rung,
                source=f"sound-{sound:02d}",
                intended_start=classes[sound % len(classes)],
                recordings=(f"{name}-recording-{sound:02d}",),
            )
            for sound in range(n_sounds)
            for rung in ("R0", "R2", "R3")
        ],
    )


def morphs(name: str, classes: tuple[str, ...], n_morphs: int) -> Manifest:
    """Return morphs along two paths with crossfade and hard switch."""
    return manifest(
        name,
        "morph",
        classes,
        [
            stimulus(
                f"{name}-{morph:02d}-{path}",
                role="test" if path in ("linear", "spherical") else "anchor",
                condition=path,
                morph=f"m{morph:02d}",
                source=f"m{morph:02d}",
                intended_start=classes[morph % len(classes)],
                intended_end=classes[(morph + 3) % len(classes)],
                latent_distance=5.0 + morph,
                recordings=(f"{name}-recording-{2 * morph}", f"{name}-recording-{2 * morph + 1}"),
            )
            for morph in range(n_morphs)
            for path in ("linear", "spherical", "crossfade", "hard-switch")
        ],
    )


@pytest.fixture(scope="session")
def demo_study() -> StudyFile:
    """Return the study file of the demonstration."""
    return read_study_file(Path(study.examples.__file__).parent / "demo" / "study.toml")


@pytest.fixture(scope="session")
def manifests() -> dict[str, Manifest]:
    """Return a manifest for each set of the demonstration."""
    return {
        "non-harmonic-singles": singles("non-harmonic-singles", NON_HARMONIC, 8),
        "non-harmonic-morphs": morphs("non-harmonic-morphs", NON_HARMONIC, 6),
        "harmonic-morphs": morphs("harmonic-morphs", HARMONIC, 6),
    }


@dataclass(frozen=True)
class SimulatedReport:
    """A report of simulated listeners, with everything it was made from."""

    study: StudyFile
    manifests: dict[str, Manifest]
    ratings: list[RatingRow]
    listeners: list[ListenerRow]
    files: PageFiles

    @property
    def data(self) -> Path:
        """Folder of both tables."""
        return self.files.html.parent / "data"


def write_tables(data: Path, ratings: list[RatingRow], listeners: list[ListenerRow]) -> Path:
    """Write both tables as the survey does; return their folder."""
    write_table(data / "ratings.csv", ratings, RatingRow)
    write_table(data / "listeners.csv", listeners, ListenerRow)
    return data


@pytest.fixture(scope="session")
def simulated_report(
    demo_study: StudyFile, manifests: dict[str, Manifest], tmp_path_factory: pytest.TempPathFactory
) -> SimulatedReport:
    """Return a report of thirty simulated listeners; tests read it and do not write into it."""
    out = tmp_path_factory.mktemp("report")
    ratings, listeners = simulate_ratings(demo_study, manifests, n_listeners=30, seed=1, version="0123456789ab")
    data = write_tables(out / "data", ratings, listeners)
    files = write_report(demo_study, "0123456789ab", data, out, "rehearsal", manifests)
    return SimulatedReport(demo_study, manifests, ratings, listeners, files)


@pytest.fixture(scope="session")
def spoken_reports(simulated_report: SimulatedReport, tmp_path_factory: pytest.TempPathFactory) -> dict[str, PageFiles]:
    """Return the report of the same answers in each language."""
    made_from = simulated_report
    out = tmp_path_factory.mktemp("languages")
    return {"en": made_from.files} | {
        language: write_report(
            made_from.study,
            "0123456789ab",
            made_from.data,
            out / language,
            "rehearsal",
            made_from.manifests,
            language=language,
        )
        for language in LANGUAGES
        if language != "en"
    }


@pytest.fixture
def write_again(
    simulated_report: SimulatedReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., PageFiles]:
    """Return what writes a report of other rows of the same study; faster without models, where they do not matter."""

    def write(
        ratings: list[RatingRow], name: str = "again", run: str = "rehearsal", has_models: bool = True
    ) -> PageFiles:
        out = tmp_path / name
        if not has_models:
            monkeypatch.setattr(model_tests, "MOST_WORK", 0)
        data = write_tables(out / "data", ratings, simulated_report.listeners)
        return write_report(simulated_report.study, "0123456789ab", data, out, run, simulated_report.manifests)

    return write


PLANNED_QUESTIONS = (
    {"id": "quality", "kind": "rating", "prompt": {"en": "How good?"}, "labels": {"en": ["1", "2", "3", "4", "5"]}},
    {"id": "smoothness", "kind": "rating", "prompt": {"en": "Smooth?"}, "labels": {"en": ["1", "2", "3", "4", "5"]}},
    {"id": "class", "kind": "class", "prompt": {"en": "Which?"}, "cannot_tell": True},
    {"id": "of-four", "kind": "class", "prompt": {"en": "Which?"}, "options": 4},
)


@pytest.fixture(scope="session")
def planned_study() -> Callable[..., StudyFile]:
    """Return what makes a study to plan: a section for each set, every section asking the same."""

    def make(sets: dict[str, dict[str, object]], n_heard: int, asked: tuple[str, ...], **more: object) -> StudyFile:
        return StudyFile.model_validate(
            {
                "study": {"title": "Planned", "seed": 1, "languages": ["en"], "contact": "the tests"},
                "collections": {name: {"sounds": "sounds", "model": "m"} for name in ("harmonic", "own")},
                "models": {"m": {"preset": "slides-harmonic"}},
                "sets": {
                    name: plan if plan["kind"] == "imported" else {"collection": "harmonic"} | plan
                    for name, plan in sets.items()
                },
                "sections": [{"id": one, "set": one, "questions": asked, "n_heard": n_heard} for one in sets],
                "questions": [one for one in PLANNED_QUESTIONS if one["id"] in asked],
            }
            | more
        )

    return make


@pytest.fixture(scope="session")
def model() -> ListenerModel:
    """Return the sizes of all effects that planned studies are simulated with."""
    return ListenerModel(seed=1)


@pytest.fixture(scope="session")
def dealt(planned_study: Callable[..., StudyFile]) -> Deal:
    """Return who of 20 listeners hears which of 21 sounds."""
    study = planned_study({"a": {"kind": "single", "n_sounds": 21, "rungs": ["R2"]}}, 7, ("quality",))
    return deal(planned_sections(study, {}), 20, np.random.default_rng(2))


@pytest.fixture
def rng() -> np.random.Generator:
    """Return random numbers that are the same each time."""
    return np.random.default_rng(7)


NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|\.\d+")
FIXED = {"95", "256", ".001", ".999"}
"""Numbers in fixed words of a page: 95 % interval, SHA-256, p < .001, p > .999."""


def numbers_of(value: Any) -> Iterator[str]:
    """Yield every way in which a page may write a number of the results: rounded, or as a percentage."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from NUMBER.findall(str(key))
            yield from numbers_of(one)
    elif isinstance(value, list):
        yield str(len(value))
        for one in value:
            yield from numbers_of(one)
    elif isinstance(value, str):
        yield from NUMBER.findall(value)
    elif value is not None and not isinstance(value, bool):
        for digits in range(5):
            for shown in (abs(value), 100 * abs(value)):
                text = f"{shown:.{digits}f}"
                yield from (text, text.removeprefix("0"), f"{shown:,.{digits}f}")


@pytest.fixture(scope="session")
def unknown_numbers() -> Callable[[str, dict[str, Any]], set[str]]:
    """Return what lists the numbers in the words of a page that its results do not hold."""
    return lambda words, found: set(NUMBER.findall(words)) - set(numbers_of(found)) - FIXED
