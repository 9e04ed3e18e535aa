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


def run(options: Namespace) -> None:
    """Make the folder and say what to do next."""
    make_study(options.folder, example="slides")
    print(f"made {options.folder}: study.toml, consent.en.md, consent.it.md")
    password = _password(options.folder)
    if password:
        print(f"researcher's password (shown once, keep it): {password}")
    print(f"next: cd {options.folder}, replace what says FILL IN, then 'ascolto check'")


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
            with as_file(files("study.examples") / example) as source:
                shutil.copytree(source, whole)
            if folder.is_dir():
                folder.rmdir()
            whole.rename(folder)
    except OSError as error:
        raise StudyError(folder, f"cannot make the folder: {error.strerror}", "Choose a place you may write to.") from None


def _password(folder: Path) -> str | None:
    """Make the researcher's password, where the survey is installed at all."""
    try:
        from survey_app.passwords import make_password
    except ModuleNotFoundError:  # a base install; the password is made where the survey is served
        return None
    return make_password(folder)
