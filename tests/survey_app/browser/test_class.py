"""The question kind "class" with more options than the small study has."""

from playwright.sync_api import expect

NAMES = ["Flauto", "Clarinetto", "Oboe", "Fagotto", "Però", "Tromba", "Corno", "Violino", "Viola", "Violoncello"]

SHOW = """
async names => {
  const script = document.querySelector("script[type=module]").src;
  const { questionElement } = await import(script.replace("listen.js", "questions.js"));
  const options = names.map(name => ({ value: name, label: name, definition: "" }));
  const question = { id: "many", kind: "class", prompt: "?", options, cannot_tell: "Cannot tell" };
  document.querySelector(".questions").replaceChildren(questionElement(question));
}
"""


def test_long_list_is_searched(new_person) -> None:
    """Ten classes come with a search that knows neither case nor accents; "cannot tell" and the chosen one stay."""
    person = new_person()
    person.begin_listening()
    person.page.evaluate(SHOW, NAMES)
    question = person.page.locator("fieldset.class")
    search, labels = question.locator("input[type=search]"), question.locator("label.option:visible")
    labels.nth(3).click()
    search.fill("viol")
    expect(labels).to_have_text(["Fagotto", "Violino", "Viola", "Violoncello", "Cannot tell"])
    search.fill("PERO")
    expect(labels).to_have_text(["Fagotto", "Però", "Cannot tell"])
    search.fill("")
    expect(labels).to_have_count(len(NAMES) + 1)
    search.fill("zzz")
    expect(labels).to_have_text(["Fagotto", "Cannot tell"])


def test_short_list_has_no_search(new_person) -> None:
    """Eight classes are seen at a glance."""
    person = new_person()
    person.begin_listening()
    person.page.evaluate(SHOW, NAMES[:8])

    expect(person.page.locator("input[type=search]")).to_be_hidden()
    expect(person.page.locator("label.option:visible")).to_have_count(9)
