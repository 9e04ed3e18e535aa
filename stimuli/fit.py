"""Whether the stimulus sets have what the sections of a study ask for."""

from collections.abc import Iterator, Mapping

from stimuli.manifest import Manifest
from study.errors import did_you_mean
from study.faults import Fault
from study.study_file import Section, StudyFile


def fit_faults(study: StudyFile, manifests: Mapping[str, Manifest], where: str = "study.toml") -> Iterator[Fault]:
    """Yield what the sections ask for and their sets do not have.

    Parameters
    ----------
    study : StudyFile
        Sections and questions.
    manifests : mapping of str to Manifest
        The sets there are, by name; a section whose set is not among them is passed over.
    where : str
        What to call the study file.

    Yields
    ------
    Fault
        Of the kinds "too few stimuli", "too few practice stimuli", "no classes" and "unknown class".
    """
    known = sorted({one.id for manifest in manifests.values() for one in manifest.classes})
    if manifests.keys() >= {section.set for section in study.sections}:
        for name in study.classes:
            if name not in known:
                problem = "no set has a class of this name"
                yield Fault("unknown class", f"{where}: [classes.{name}]", problem, did_you_mean(name, known))

    for number, section in enumerate(study.sections, start=1):
        if section.set in manifests:
            place = f'{where}: section {number} "{section.id}"'
            yield from _numbers(place, section, manifests[section.set])
            yield from _classes(place, study, section, manifests[section.set])


def _numbers(place: str, section: Section, manifest: Manifest) -> Iterator[Fault]:
    n_heard = len(manifest.with_role("test", "reference", "anchor"))
    if section.n_heard > n_heard:
        problem = f"'n_heard' asks for {section.n_heard} stimuli, the set '{section.set}' has {n_heard}"
        yield Fault("too few stimuli", place, problem, f"Set n_heard = {n_heard}, or make more stimuli.")
    n_practice = len(manifest.with_role("practice"))
    if section.n_practice > n_practice:
        problem = (
            f"'n_practice' asks for {section.n_practice} practice stimuli, the set '{section.set}' has {n_practice}"
        )
        cure = f"Set n_practice = {n_practice}, or give stimuli the role practice."
        yield Fault("too few practice stimuli", place, problem, cure)


def _classes(place: str, study: StudyFile, section: Section, manifest: Manifest) -> Iterator[Fault]:
    """Find class questions without an answer: a right one must be known, and there must be something to choose from."""
    heard = manifest.with_role("test", "reference", "anchor")
    for question in map(study.question, section.questions):
        if question.kind != "class":
            continue
        asked = f"question '{question.id}' asks for a class"
        column = "class_end" if question.about == "end" else "class_start"
        has_class = [bool(one.intended_start or (question.about == "end" and one.intended_end)) for one in heard]
        n_without = has_class.count(False)
        if n_without:
            problem = f"{asked}, but {n_without} of {len(heard)} stimuli of the set '{section.set}' have none"
            cure = f"Give each its class ({column} in the table of an import), or do not ask."
            yield Fault("no classes", place, problem, cure, is_warning=n_without < len(heard))
        elif len(manifest.classes) < 2:
            problem = f"{asked}, the set '{section.set}' has {len(manifest.classes)} to choose from"
            yield Fault("no classes", place, problem, "Ask where there are two classes or more.")
