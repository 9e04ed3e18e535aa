"""In which language the analysis speaks: English is written in the code, other languages are catalogues.

A sentence is looked up whole, with its values by name, so that a translator can order them:
``_("{n} of {n_pairs} pairs differ.").format(n=…, n_pairs=…)``.
"""

import gettext as catalogues
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "it")
"""Languages a report can be written in."""

_spoken: ContextVar[str] = ContextVar("language of the analysis", default="en")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Write every sentence within in `language`.

    Parameters
    ----------
    language : {"en", "it"}

    Examples
    --------
    >>> with speaking("it"):
    ...     gettext("Quality"), numeral("0.5")
    ('Qualità', '0,5')
    """
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> str:
    """Return the language that is spoken."""
    return _spoken.get()


@cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    if language == "en":
        return catalogues.NullTranslations()
    with (files("analysis") / "translations" / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        return catalogues.GNUTranslations(file)


def gettext(message: str) -> str:
    """Return a message in the language that is spoken."""
    return _catalogue(spoken()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form of a message that goes with a count.

    Examples
    --------
    >>> ngettext("{n} sound", "{n} sounds", 2).format(n=2)
    '2 sounds'
    """
    return _catalogue(spoken()).ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    """Return a message whose translation depends on where it stands."""
    return _catalogue(spoken()).pgettext(context, message)


def marked(message: str) -> str:
    """Return a message as it is, marked for the catalogue: it is looked up where it is shown."""
    return message


def has_decimal_comma() -> bool:
    """Whether the language that is spoken writes 0,5 where English writes 0.5."""
    return spoken() == "it"


def numeral(text: str) -> str:
    """Write a number of Python's with the marks of the language that is spoken.

    Examples
    --------
    >>> numeral("1,234.5")
    '1,234.5'
    >>> with speaking("it"):
    ...     numeral("1,234.5")
    '1.234,5'
    """
    return text.translate(str.maketrans(",.", ".,")) if has_decimal_comma() else text
