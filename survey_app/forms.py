"""Forms and words of a page, as the walker finds them: it reads what is shown, and fills in what is offered."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form: where it goes, what is filled in already, and what can be chosen."""

    action: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    """Values of radio buttons and of buttons, by name, in the order of the page."""
    texts: list[str] = field(default_factory=list)
    """Names of fields to type into."""


def forms_of(page: str) -> list[Form]:
    """Return the forms of an HTML page, in order.

    Examples
    --------
    >>> forms_of('<form action="/x"><input type="hidden" name="a" value="1"><button name="b" value="yes">')
    [Form(action='/x', hidden={'a': '1'}, choices={'b': ['yes']}, texts=[])]
    """
    reader = _FormReader()
    reader.feed(page)
    reader.close()
    return reader.forms


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        if not self.forms or "name" not in given:
            return
        form, name, kind = self.forms[-1], given["name"], given.get("type", "")
        if tag == "textarea" or (tag == "input" and kind in ("", "text")):
            form.texts.append(name)
        elif kind == "hidden":
            form.hidden[name] = given.get("value", "")
        elif kind == "radio" or tag == "button":
            form.choices.setdefault(name, []).append(given.get("value", ""))


UNSEEN = frozenset({"head", "script", "style", "template", "noscript"})
"""Elements whose text nobody reads."""


def words_of(page: str) -> list[str]:
    """Return the words that an HTML page shows.

    Examples
    --------
    >>> words_of("<head><title>x</title></head><p>Two <b>words</b></p><template>none</template>")
    ['Two', 'words']
    """
    reader = _WordReader()
    reader.feed(page)
    reader.close()
    return reader.words


class _WordReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.n_unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as it is called
        self.n_unseen += tag in UNSEEN

    def handle_endtag(self, tag: str) -> None:
        self.n_unseen -= tag in UNSEEN

    def handle_data(self, data: str) -> None:
        if not self.n_unseen:
            self.words += data.split()
