"""Every text of the survey exists in both languages, and the compiled catalogues are the written ones."""

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

import survey_app

REPOSITORY = Path(__file__).parents[2]
TRANSLATIONS = Path(survey_app.__file__).parent / "translations"
LANGUAGES = ["en", "it"]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Give each language of the survey."""
    return str(request.param)


@pytest.fixture
def catalogue(language: str) -> Catalog:
    """Read the written catalogue of a language."""
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as handle:
        return read_po(handle, locale=language)


@pytest.fixture(scope="module")
def used() -> set[str]:
    """Find the texts that code and templates use (singular forms)."""
    with (REPOSITORY / "babel.cfg").open(encoding="utf-8") as handle:
        methods, options = parse_mapping_cfg(handle)
    found = extract_from_dir(
        REPOSITORY / "survey_app", [(f"{p.removeprefix('survey_app/')}", m) for p, m in methods], options
    )
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def singular(message_id: str | tuple[str, ...]) -> str:
    """Return the singular form of a message's id."""
    return message_id if isinstance(message_id, str) else message_id[0]


def test_every_text_is_in_the_catalogue(catalogue: Catalog, used: set[str]) -> None:
    """A text that code or templates use is in the catalogue, and nothing else is."""
    written = {singular(message.id) for message in catalogue if message.id}

    assert used == written


def test_no_text_is_untranslated_or_doubtful(catalogue: Catalog) -> None:
    """Each message has a translation in each of its forms, and nobody marked it as a guess."""
    forms = {message.id: [message.string] if isinstance(message.id, str) else message.string for message in catalogue}

    assert [] == [id_ for id_, strings in forms.items() if id_ and not all(strings)]
    assert [] == [message.id for message in catalogue if message.id and message.fuzzy]


def test_placeholders_agree(catalogue: Catalog) -> None:
    """What is filled into a text ({n}, %(n)s) is the same in its translation."""
    wrong = []
    for message in catalogue:
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.id, str) else list(message.string)
        wrong += [one for one, other in zip(ids, strings, strict=True) if placeholders(one) != placeholders(other)]

    assert [] == wrong


def placeholders(text: str) -> set[str]:
    """Return the words between braces, and between %( and )s."""
    return {part.split("}")[0] for part in text.split("{")[1:]} | {part.split(")")[0] for part in text.split("%(")[1:]}


def test_compiled_catalogue_is_the_written_one(catalogue: Catalog, language: str) -> None:
    """The catalogue that the wheel carries says what the written one says."""
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.mo").open("rb") as handle:
        compiled = gettext.GNUTranslations(handle)
    for message in catalogue:
        if isinstance(message.id, tuple):
            assert [*message.string] == [compiled.ngettext(*message.id, n) for n in (1, 2)]
        elif message.id:
            assert message.string == compiled.gettext(message.id)


def test_english_is_the_source() -> None:
    """The English catalogue says what the code says: whoever rewords a text does so in one place."""
    with (TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po").open("rb") as handle:
        english = read_po(handle, locale="en")

    assert [] == [message.id for message in english if message.id and message.string != message.id]
