"""`ascolto`: from a folder of sounds to a result you can publish."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from study.errors import AscoltoError

VERBS = {
    "new": "make a study folder with a commented study file",
    "sounds": "build or inspect a sound collection",
    "train": "train the models of the study",
    "sweep": "train the slides' grid of models and rank them",
    "compare": "hold models of a collection against each other",
    "map": "draw the map of a model's latent space",
    "render": "render the stimulus sets of the study",
    "stimuli": "import your own stimuli, or list a set",
    "check": "check study file and stimuli before anyone hears them",
    "plan": "simulate what the study can find, and how many sounds and listeners it takes",
    "rehearse": "let synthetic listeners take the survey",
    "seal": "freeze the plan before anyone answers",
    "serve": "serve the survey",
    "open": "make the study live: answers count",
    "close": "end the study: nobody can begin any more",
    "export": "write the answers as a data set with its codebook",
    "report": "test the ratings and write the report",
    "analyse": "run the tests on any table of ratings",
    "db": "upgrade or downgrade the database",
    "demo": "the whole path on the sounds that ship with Ascolto",
}

_EXTRAS = {"survey_app": "survey", "generator": "generator", "analysis": "analysis"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        status: int = options.run(options) or 0
        sys.stdout.flush()
        return status
    except AscoltoError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        line = _missing_extra(options.verb, error)
        if line is None:
            raise
        print(line, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader, such as head, has seen enough; nothing is left to flush at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + 13  # as a shell counts a program that SIGPIPE ended
    except KeyboardInterrupt:
        print("\nstopped; run the same command again to go on", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ascolto", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb, purpose in VERBS.items():
        module = import_module(f"ascolto.{verb}")
        subparser = verbs.add_parser(verb, help=purpose, description=module.__doc__)
        module.configure(subparser)
        subparser.set_defaults(run=module.run)
    return parser


def _missing_extra(verb: str, error: ModuleNotFoundError) -> str | None:
    """Say which extra brings a library that is not installed; None where it is not ours to say."""
    import traceback

    names = [frame.f_globals["__name__"].split(".")[0] for frame, _ in traceback.walk_tb(error.__traceback__)]
    extra = next((_EXTRAS[name] for name in reversed(names) if name in _EXTRAS), None)
    if extra is None:
        return None
    cure = f"Install it with: pip install 'ascolto[{extra}]'"
    return f"error: ascolto {verb}: the library '{error.name}' is not installed. {cure}"


if __name__ == "__main__":
    sys.exit(main())
