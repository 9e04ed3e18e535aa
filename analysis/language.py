"""In which language the analysis speaks: English is written in the code, other languages are catalogues.

A sentence is looked up whole, with its values by name, so that a translator can order them:
``_("{n} of {n_pairs} pairs differ.").format(n=…, n_pairs=…)``.
"""

import gettext as catalogues
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.resources import files

LANGUAGES = ("en", "it")
"""Languages a report can be written in."""

_current: ContextVar[catalogues.NullTranslations | None] = ContextVar("language of the analysis", default=None)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Write every sentence within in `language`.

    Parameters
    ----------
    language : {"en", "it"}

    Examples
    --------
    >>> with speaking("en"):
    ...     gettext("sounds")
    'sounds'
    """
    catalogue: catalogues.NullTranslations | None = None
    if language != "en":
        with (files("analysis") / "translations" / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
            catalogue = catalogues.GNUTranslations(file)
    token = _current.set(catalogue)
    try:
        yield
    finally:
        _current.reset(token)


def gettext(message: str) -> str:
    """Return a message in the language that is spoken."""
    catalogue = _current.get()
    return message if catalogue is None else catalogue.gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Return the form of a message that goes with a count.

    Examples
    --------
    >>> ngettext("{n} sound", "{n} sounds", 2).format(n=2)
    '2 sounds'
    """
    catalogue = _current.get()
    if catalogue is None:
        return singular if n == 1 else plural
    return catalogue.ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    """Return a message whose translation depends on where it stands."""
    catalogue = _current.get()
    return message if catalogue is None else catalogue.pgettext(context, message)


def marked(message: str) -> str:
    """Return the message as it is, marked for the catalogue: it is looked up where it is shown."""
    return message


def has_decimal_comma() -> bool:
    """Whether the language that is spoken writes 0,5 where English writes 0.5."""
    return pgettext("decimal mark", ".") == ","


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
