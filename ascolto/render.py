"""Render the stimulus sets of the study: level, fade and check every sound, and describe it in a manifest.

A set that is there already, from the same plan, model, sounds and seed, is left as it is. A set
appears whole: it is rendered beside its place and moved there at the end. A rendering that was
stopped goes on where it was.
"""

from argparse import ArgumentParser, Namespace

from ascolto.options import add_study
from stimuli.manifest import Manifest
from study.errors import StudyError, did_you_mean
from study.folder import StudyFolder
from study.study_file import BlendSet, ImportedSet, MorphSet, SingleSet


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_study(parser)
    parser.add_argument("sets", metavar="SET", nargs="*", help="sets to render (default: all that are not imported)")


def run(options: Namespace) -> int:
    """Render each set."""
    from generator.orders import is_rendered
    from generator.rendering import render_set

    folder = StudyFolder(options.study)
    for name, plan in chosen(folder, options.sets).items():
        if is_rendered(folder, name):
            print(f"set {name}: rendered already, {folder.manifest(name)}")
            continue
        manifest = render_set(folder, name)
        print(f"set {name}: {len(manifest.stimuli)} stimuli, {level(manifest, plan)}")
        if isinstance(plan, MorphSet) and "uniform" in plan.path:
            print(f"  {uniform_paths(manifest, plan.n_morphs)}")
        print(f"written: {folder.manifest(name)}")
    return 0


def uniform_paths(manifest: Manifest, n_morphs: int) -> str:
    """Say how many uniform paths were kept, and what became of the others."""
    asked = [one for one in manifest.with_role("test") if one.condition == "uniform"]
    n_kept = len({one.morph for one in asked if one.path == "uniform"})
    fallen_back = "" if n_kept == n_morphs else "; the others are straight, which is no less even by other measures"
    return f"uniform paths: kept in {n_kept} of {n_morphs} morphs{fallen_back}"


def level(manifest: Manifest, plan: SingleSet | MorphSet | BlendSet | ImportedSet) -> str:
    """Say how loud a set is, why where that is not what was asked, and how high it peaks."""
    from stimuli.levels import LEVEL_TOLERANCE_LU

    if manifest.loudness_lufs is None:
        return "levels as imported"
    said = f"{manifest.loudness_lufs:g} LUFS"
    if not isinstance(plan, ImportedSet) and manifest.loudness_lufs < plan.loudness_lufs - LEVEL_TOLERANCE_LU:
        said += f" ({plan.loudness_lufs:g} would clip the peaks)"
    return said if manifest.true_peak_dbtp is None else f"{said}, true peak {manifest.true_peak_dbtp:.1f} dBTP"


def chosen(folder: StudyFolder, names: list[str]) -> dict[str, SingleSet | MorphSet | BlendSet]:
    """Return the sets that are asked for, or all that can be rendered."""
    sets = folder.study.sets
    rendered = {name: plan for name, plan in sets.items() if not isinstance(plan, ImportedSet)}
    for name in names:
        if name not in sets:
            raise StudyError(folder.path / "study.toml", f"no set is called '{name}'", did_you_mean(name, list(sets)))
        if name not in rendered:
            raise StudyError(f"[sets.{name}]", "is imported, not rendered", "Make it with 'ascolto stimuli import'.")
    return {name: rendered[name] for name in names} or rendered
