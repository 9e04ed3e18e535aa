"""Every sentence of the analysis exists in Italian, and the compiled catalogue is the written one."""

import gettext
import re
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

import analysis
from analysis.language import LANGUAGES, ngettext, numeral, speaking
from analysis.language import gettext as translated

REPOSITORY = Path(__file__).parents[2]
CATALOGUE = Path(analysis.__file__).parent / "translations" / "it" / "LC_MESSAGES"
HOW_TO = "babel-analysis.cfg says how to bring the catalogue up to date"


@pytest.fixture(scope="module")
def catalogue():
    """Read the written catalogue."""
    with (CATALOGUE / "messages.po").open("rb") as handle:
        return read_po(handle, locale="it")


@pytest.fixture(scope="module")
def used():
    """Find the messages that code and templates use (singular forms)."""
    with (REPOSITORY / "babel-analysis.cfg").open(encoding="utf-8") as handle:
        methods, options = parse_mapping_cfg(handle)
    found = extract_from_dir(
        REPOSITORY / "analysis",
        [(pattern.removeprefix("analysis/"), method) for pattern, method in methods],
        options,
        DEFAULT_KEYWORDS | {"marked": None},
    )
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def singular(message_id):
    """Return the singular form of a message's id."""
    return message_id if isinstance(message_id, str) else message_id[0]


def forms(message):
    """Return pairs of a form and its translation."""
    if isinstance(message.id, str):
        return [(message.id, message.string)]
    return list(zip(message.id, message.string, strict=True))


def placeholders(text):
    """Return what is filled into a text: {n}, {low:g}, %(n)s."""
    return set(re.findall(r"\{[^}]*\}|%\([a-z_]+\)s", text))


def test_every_message_is_in_the_catalogue(catalogue, used):
    """And nothing else is."""
    written = {singular(message.id) for message in catalogue if message.id}

    assert (set(), set()) == (used - written, written - used), HOW_TO


def test_no_message_is_untranslated_or_doubtful(catalogue):
    """Each has a translation in each of its forms, and none is a guess."""
    assert [] == [message.id for message in catalogue if not all(string for _, string in forms(message))], HOW_TO
    assert [] == [message.id for message in catalogue if message.id and message.fuzzy]


def test_placeholders_agree(catalogue):
    """What is filled into a sentence is filled into its translation."""
    wrong = [
        form
        for message in catalogue
        if message.id
        for form, string in forms(message)
        if placeholders(form) != placeholders(string)
    ]

    assert [] == wrong


def test_nothing_is_taken_for_a_placeholder_that_is_none(catalogue):
    """A percent sign before a word, as in "95 % interval", looks like one to gettext's tools: they must stay silent."""
    assert [] == [(message.id, str(error)) for message in catalogue for error in message.check(catalogue)]


def test_a_sentence_ends_as_its_translation_does(catalogue):
    """A full stop stays a full stop, a fragment stays one."""
    wrong = [
        form
        for message in catalogue
        if message.id
        for form, string in forms(message)
        if (form[-1] in ".?:") != (string[-1] in ".?:")
    ]

    assert [] == wrong


def test_compiled_catalogue_is_the_written_one(catalogue):
    """The catalogue that the wheel carries says what the written one says."""
    with (CATALOGUE / "messages.mo").open("rb") as handle:
        compiled = gettext.GNUTranslations(handle)
    for message in catalogue:
        if isinstance(message.id, tuple):
            assert [*message.string] == [compiled.ngettext(*message.id, n) for n in (1, 2)], HOW_TO
        elif message.id:
            assert message.string == compiled.gettext(message.id), HOW_TO


def test_english_is_the_code_and_italian_the_catalogue():
    """What is spoken ends with its block; forms go with counts; unknown words stay."""
    with speaking("it"):
        assert "Qualità" == translated("Quality")
        assert ["1 risposta", "2 risposte"] == [ngettext("{n} answer", "{n} answers", n).format(n=n) for n in (1, 2)]
        assert ("my-own-section", "") == (translated("my-own-section"), translated(""))
    assert "Quality" == translated("Quality")


def test_numbers_have_the_marks_of_the_language():
    """A decimal comma, and points between thousands."""
    shown = {}
    for language in LANGUAGES:
        with speaking(language):
            shown[language] = numeral("-1,234.5")

    assert {"en": "-1,234.5", "it": "-1.234,5"} == shown
