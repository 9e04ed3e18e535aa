"""The design of a planned study: which sounds each section has.

Where a set is rendered or imported, its manifest says what there is. Before that the plan of the set
in the study file does: single sounds on every rung, morphs along every path, and the controls.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.errors import AnalysisError
from analysis.language import gettext as _
from analysis.units import independent_units
from stimuli.manifest import ROLES, Manifest, Role
from study.study_file import BlendSet, MorphSet, SingleSet, StudyFile

KNOWN_CLASSES: Mapping[str, int] = {"harmonic": 7, "non-harmonic": 21}
"""Classes of the two collections of the slides, which `ascolto sounds build` makes under these names."""

ASSUMED_CLASSES = 7
"""Classes of a collection that is not built yet and not one of the slides'; as many as harmonic instruments."""


@dataclass(frozen=True)
class PlannedStimulus:
    """One stimulus as far as a simulated study needs it.

    Parameters
    ----------
    condition, role : str
        What is compared, and why it is played.
    sound : str
        What the versions of one sound have in common, and with it their sound effect.
    unit : str
        The independent unit: several sounds where they share recordings.
    start, end : str
        Class it is or starts as, and class a morph ends as.
    recordings : tuple of str
        What it was made from, where the manifest says so.
    distances : mapping of measure to float
        Latent distance, path length, bump; empty before a set is rendered.
    """

    condition: str
    role: Role
    sound: str
    unit: str
    start: str
    end: str
    recordings: tuple[str, ...] = ()
    distances: Mapping[str, float] | None = None

    def copied(self, number: int) -> "PlannedStimulus":
        """Return the stimulus of another sound of the same kind; number 0 is the stimulus itself."""
        if number == 0:
            return self
        return replace(
            self,
            sound=f"{self.sound} copy {number}",
            unit=f"{self.unit} copy {number}",
            recordings=tuple(f"{one} copy {number}" for one in self.recordings),
        )


@dataclass(frozen=True)
class PlannedSection:
    """A section with what its set has, or is planned to have.

    Parameters
    ----------
    id, set, kind : str
        Section, its stimulus set, and the kind of the set.
    questions : tuple of str
        Ids of its questions.
    n_heard : int
        Stimuli that each listener hears.
    stimuli : tuple of PlannedStimulus
        All that count; no practice.
    classes : tuple of str
        Classes of the set.
    is_assumed : bool
        Whether the number of classes is assumed, because nothing of the set exists yet.
    """

    id: str
    set: str
    kind: str
    questions: tuple[str, ...]
    n_heard: int
    stimuli: tuple[PlannedStimulus, ...]
    classes: tuple[str, ...]
    is_assumed: bool = False

    @property
    def n_sounds(self) -> int:
        """Independent sounds of the section."""
        return len({one.unit for one in self.stimuli})

    def fewest_per_class(self, about: str = "start") -> int:
        """Return how many independent sounds the rarest class has, which they start or end as."""
        counts = Counter(name for _unit, name in {(one.unit, getattr(one, about)) for one in self.stimuli})
        return min((counts[name] for name in self.classes if name in counts), default=0)

    def scaled(self, factor: float) -> "PlannedSection":
        """Return the section with `factor` times as many independent sounds of the same kinds, at least one."""
        units = list(dict.fromkeys(one.unit for one in self.stimuli))
        of_unit = {unit: [one for one in self.stimuli if one.unit == unit] for unit in units}
        n_wanted = max(1, round(factor * len(units)))
        stimuli = tuple(
            one.copied(number // len(units))
            for number in range(n_wanted)
            for one in of_unit[units[number % len(units)]]
        )
        return replace(self, stimuli=stimuli, n_heard=min(self.n_heard, len(stimuli)))


def planned_sections(
    study: StudyFile, manifests: Mapping[str, Manifest], n_classes: Mapping[str, int] | None = None
) -> tuple[PlannedSection, ...]:
    """Read the sections of a study, from manifests where there are any.

    Parameters
    ----------
    study : study.study_file.StudyFile
    manifests : mapping of set name to stimuli.manifest.Manifest
        The sets that exist.
    n_classes : mapping of collection name to int, optional
        Classes of the collections that are built; the slides' numbers stand for theirs, and
        :data:`ASSUMED_CLASSES` for others.

    Raises
    ------
    AnalysisError
        An imported set has not been imported yet.
    """
    sections = []
    for section in study.sections:
        plan = study.sets[section.set]
        is_assumed = False
        if section.set in manifests:
            stimuli = _of_manifest(manifests[section.set])
            classes = tuple(one.id for one in manifests[section.set].classes)
        elif plan.kind == "imported":
            raise AnalysisError(
                f"[sets.{section.set}]",
                _("the set is not imported yet, so that nothing is known of its sounds"),
                _("Bring it with 'ascolto stimuli import', then plan."),
            )
        else:
            known = {**KNOWN_CLASSES, **(n_classes or {})}
            is_assumed = plan.collection not in known
            n = known.get(plan.collection, ASSUMED_CLASSES)
            classes = tuple(f"class-{number:02d}" for number in range(1, n + 1))
            stimuli = tuple(_of_plan(section.set, plan, classes))
        n_heard = min(section.n_heard, len(stimuli))
        sections.append(
            PlannedSection(section.id, section.set, plan.kind, section.questions, n_heard, stimuli, classes, is_assumed)
        )
    return tuple(sections)


def _of_manifest(manifest: Manifest) -> tuple[PlannedStimulus, ...]:
    units = independent_units(manifest)
    return tuple(
        PlannedStimulus(
            condition=one.condition,
            role=one.role,
            sound=f"{manifest.set}/{one.morph or one.source or one.id}",
            unit=f"{manifest.set}/{units[one.id]}",
            start=one.intended_start,
            end=one.intended_end or one.intended_start,
            recordings=one.recordings,
            distances={
                name: value
                for name in ("latent_distance", "path_length", "bump")
                if (value := getattr(one, name)) is not None
            },
        )
        for one in manifest.with_role("test", "reference", "anchor")
    )


def _of_plan(name: str, plan: SingleSet | MorphSet | BlendSet, classes: Sequence[str]) -> list[PlannedStimulus]:
    """Return every sound under every condition; classes in turn, as rendering balances them."""
    step = 1 if plan.kind == "morph" else 0
    return [
        PlannedStimulus(
            condition=condition,
            role=ROLES.get(condition, "test"),
            sound=f"{name}/{number}",
            unit=f"{name}/{number}",
            start=classes[number % len(classes)],
            end=classes[(number + step * (1 + number // len(classes) % (len(classes) - 1))) % len(classes)],
        )
        for number in range(plan.n_sources)
        for condition in plan.conditions
    ]
