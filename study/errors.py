"""What a user can put right, said in one line.

Tree::

    AscoltoError                 where: what is wrong, got what. What to do.
    ├── StudyError               study file, study folder, consent texts     (here)
    ├── TableError               ratings.csv, listeners.csv, any CSV         (here)
    ├── StimulusError            stimulus sets and audio files               (stimuli.errors)
    ├── GeneratorError           collections, training, rendering            (generator.errors)
    ├── AnalysisError            what the analysis cannot run on             (analysis.errors)
    └── SurveyError              database, server, export                    (survey_app.errors)

The command line prints an :class:`AscoltoError` as ``error: …`` with exit status 2. Every
other exception is a bug and shows a traceback.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path


class AscoltoError(Exception):
    """One problem in one line: ``where: what is wrong, got what. What to do.``.

    Parameters
    ----------
    where : str or pathlib.Path
        File, folder, option or address the problem is in, as the user wrote it.
    problem : str
        What is wrong and what was found, without a final full stop.
    cure : str
        What to do, as a whole sentence; empty where the problem says it.

    Examples
    --------
    >>> print(AscoltoError("ratings.csv", "column 'value' is missing", "Add it."))
    ratings.csv: column 'value' is missing. Add it.
    """

    def __init__(self, where: str | Path, problem: str, cure: str = "") -> None:
        self.where, self.problem, self.cure = str(where), problem, cure
        super().__init__(self.where, problem, cure)

    def __str__(self) -> str:
        line = f"{self.where}: {self.problem}"
        if not line.endswith((".", "?")):
            line += "."
        return f"{line} {self.cure}".rstrip()


class StudyError(AscoltoError):
    """The study file or folder is wrong. Several problems are several lines."""


class TableError(AscoltoError):
    """A CSV file cannot be read as the table it should be."""


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Suggest the nearest known word, or list the known ones.

    Examples
    --------
    >>> did_you_mean("qestions", ["id", "set", "questions"])
    "Did you mean 'questions'?"
    """
    near = get_close_matches(word, known, n=1)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Known: {', '.join(known) or 'none'}."
