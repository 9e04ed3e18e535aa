"""Check study file, questionnaires, consent texts and stimuli before anyone hears them; print the minutes.

Exit status 2 when something is refused. Warnings are for what can wait until the study goes live.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ascolto.options import add_study
from ascolto.render import level
from stimuli.errors import StimulusError
from stimuli.manifest import Manifest, read_manifest
from study.errors import StudyError
from study.faults import Fault, error_of
from study.folder import StudyFolder
from study.minutes import assumptions, minutes_of, promised_minutes
from study.placeholders import placeholders

if TYPE_CHECKING:
    from survey_app.database import Database

OF_THE_SOUND_ITSELF = ("clipped", "DC offset")
"""What may be part of the system that an imported stimulus comes from: a warning there, refused in a rendered one."""


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_study(parser)


def run(options: Namespace) -> int:
    """Print every fault in a line of its own, then what was checked, then the minutes."""
    from stimuli.quality import unchecked

    folder = StudyFolder(options.study)
    faults, manifests = check_study(folder)
    for fault in faults:
        print(f"warning: {fault}") if fault.is_warning else print(f"error: {fault}", file=sys.stderr)
    for name, manifest in manifests.items():
        print(f"set {name}: {len(manifest.stimuli)} stimuli, {level(manifest, folder.study.sets[name])}")
        not_checked = unchecked(manifest)
        if not_checked:
            print(f"  not checked: {not_checked}")
    minutes = minutes_of(folder, _durations_s(manifests))
    allowed = folder.study.study.max_minutes
    print(f"promised minutes: {promised_minutes(minutes)} of {allowed:g} ({minutes:.1f} expected; {assumptions()})")
    n_errors = sum(not fault.is_warning for fault in faults)
    print(f"{n_errors} errors, {len(faults) - n_errors} warnings")
    return 2 if n_errors else 0


def check_study(folder: StudyFolder) -> tuple[list[Fault], dict[str, Manifest]]:
    """Find what is wrong with a study and its sets.

    Parameters
    ----------
    folder : StudyFolder
        The study.

    Returns
    -------
    faults : list of Fault
        All there are, warnings first.
    manifests : dict of str to Manifest
        The sets that could be read.

    Raises
    ------
    StudyError
        The study file, a questionnaire or a consent text cannot be read.
    """
    from stimuli.fit import fit_faults

    study = folder.study
    faults = placeholders(folder)
    manifests: dict[str, Manifest] = {}
    for name in study.sets:
        try:
            manifests[name] = read_manifest(folder.manifest(name))
        except StimulusError as error:
            faults.append(Fault("manifest", error.where, error.problem, error.cure))
        else:
            faults += _set_faults(folder, name, manifests[name])
    faults += fit_faults(study, manifests, str(folder.path / "study.toml"))
    minutes = minutes_of(folder, _durations_s(manifests))
    if minutes > study.study.max_minutes:
        problem = f"the survey takes {minutes:.1f} minutes, at most {study.study.max_minutes:g} ([study] max_minutes)"
        cure = "Lower n_heard, ask fewer questions, or allow more minutes."
        faults.append(Fault("minutes", str(folder.path / "study.toml"), problem, cure))
    return sorted(faults, key=lambda fault: not fault.is_warning), manifests


def require_checked(folder: StudyFolder, database: "Database") -> int:
    """Check a study version unless it was checked before; return its id in the database.

    Raises
    ------
    StudyError
        The check finds errors; all of them are said.
    """
    from survey_app.material import read_material
    from survey_app.operations.study_versions import mark_checked, register_version, was_checked

    version_id = register_version(database, read_material(folder))
    if not was_checked(database, version_id):
        errors = [fault for fault in check_study(folder)[0] if not fault.is_warning]
        if errors:
            raise error_of(errors, StudyError)
        mark_checked(database, version_id)
    return version_id


def _set_faults(folder: StudyFolder, name: str, manifest: Manifest) -> Iterator[Fault]:
    from stimuli.quality import check_set

    for fault in check_set(folder.manifest(name)):
        is_warning = manifest.kind == "imported" and fault.kind in OF_THE_SOUND_ITSELF
        yield replace(fault, is_warning=is_warning)


def _durations_s(manifests: dict[str, Manifest]) -> dict[str, list[float]]:
    return {name: [one.duration_s for one in manifest.stimuli] for name, manifest in manifests.items()}
