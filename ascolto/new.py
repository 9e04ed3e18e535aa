"""Make a study folder: a commented study file, consent texts, and a password for the researcher."""

import shutil
from argparse import ArgumentParser, Namespace
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

from study.errors import StudyError


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("folder", type=Path, help="folder to make")
    parser.add_argument("--ready", action="store_true", help="with finished stimuli, to try the survey at once")


def run(options: Namespace) -> None:
    """Make the folder and say what to do next."""
    make_study(options.folder, example="ready" if options.ready else "slides")
    print(f"made {options.folder}: {', '.join(sorted(path.name for path in options.folder.iterdir()))}")
    password = _password(options.folder)
    if password:
        print(f"researcher's password (shown once, keep it): {password}")
    then = "'ascolto serve'" if options.ready else "replace what says FILL IN, then 'ascolto check'"
    print(f"next: cd {options.folder}, {then}")


def make_study(folder: Path, example: str) -> None:
    """Copy an example study into a new folder, whole or not at all.

    Raises
    ------
    StudyError
        The folder is there already, or cannot be made.
    """
    if folder.exists() and any(folder.iterdir() if folder.is_dir() else [folder]):
        raise StudyError(folder, "there is something here already", "Name a new folder.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder.parent, prefix=".new-") as temporary:
            whole = Path(temporary) / "study"
            _copy("study.examples", example, whole)
            if example == "ready":
                _copy("stimuli.data", "ready", whole / "stimuli")
            if folder.is_dir():
                folder.rmdir()
            whole.rename(folder)
    except OSError as error:
        raise StudyError(
            folder, f"cannot make the folder: {error.strerror}", "Choose a place you may write to."
        ) from None


def _copy(package: str, name: str, target: Path) -> None:
    with as_file(files(package) / name) as source:
        shutil.copytree(source, target)


def _password(folder: Path) -> str | None:
    """Make the researcher's password, where the survey is installed at all."""
    try:
        from survey_app.passwords import make_password
    except ModuleNotFoundError:  # a base install; the password is made where the survey is served
        return None
    return make_password(folder)
