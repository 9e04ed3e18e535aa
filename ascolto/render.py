"""Render the stimulus sets of the study: level, fade and check every sound, and describe it in a manifest.

A set that is there already, from the same plan, model, sounds and seed, is left as it is. A set
appears whole: it is rendered beside its place and moved there at the end.
"""

from argparse import ArgumentParser, Namespace

from ascolto.options import add_study
from study.errors import StudyError, did_you_mean
from study.folder import StudyFolder
from study.study_file import ImportedSet


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_study(parser)
    parser.add_argument("sets", metavar="SET", nargs="*", help="sets to render (default: all that are not imported)")


def run(options: Namespace) -> int:
    """Render each set."""
    from generator.rendering import is_rendered, render_set

    folder = StudyFolder(options.study)
    for name in chosen(folder, options.sets):
        if is_rendered(folder, name):
            print(f"set {name}: rendered already, {folder.manifest(name)}")
            continue
        manifest = render_set(folder, name)
        print(
            f"set {name}: {len(manifest.stimuli)} stimuli at {manifest.loudness_lufs:g} LUFS, "
            f"true peak {manifest.true_peak_dbtp:.1f} dBTP\nwritten: {folder.manifest(name)}"
        )
    return 0


def chosen(folder: StudyFolder, names: list[str]) -> list[str]:
    """Return the sets that are asked for, or all that can be rendered."""
    sets = folder.study.sets
    rendered = [name for name, plan in sets.items() if not isinstance(plan, ImportedSet)]
    for name in names:
        if name not in sets:
            raise StudyError(folder.path / "study.toml", f"no set is called '{name}'", did_you_mean(name, list(sets)))
        if name not in rendered:
            raise StudyError(f"[sets.{name}]", "is imported, not rendered", "Make it with 'ascolto stimuli import'.")
    return names or rendered
