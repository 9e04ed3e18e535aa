"""One answer changed in the input changes exactly the numbers that depend on it."""

import pytest

ADJUSTED = {"p_holm", "p_holm_all", "p_within_family", "p_over_all", "p_over_conclusions", "caution"}
"""Adjusted over a family of comparisons, hypotheses or conclusions: what changes in one may change them in another."""


def differing(before, after, path=(), owners=()):
    """Yield the path of every leaf that differs, with the mappings it lies in, from the outermost."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in before.keys() | after.keys():
            yield from differing(before.get(key), after.get(key), (*path, key), (*owners, before))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differing(one, other, (*path, place), owners)
    elif before != after:
        yield path, owners


def speaks_about(owner, question, section):
    """Whether a part of the results is about this question in this section, or in all of them."""
    if any(speaks_about(part, question, section) for part in owner.get("parts", ()) if "question" in part):
        return True
    asked = owner.get("question", owner.get("id") if "prompt" in owner else None)
    return asked == question and owner.get("section") in (section, "", None)


def may_change(path, owners, question, section):
    """Whether a leaf depends on an answer to this question in this section."""
    if path == ("provenance", "data", "ratings.csv") or path[-1] in ADJUSTED:
        return True
    if path[:2] == ("screening", "stricter"):
        return path[-1] in ("verdict", "is_changed")
    if path[0] == "distances":
        return question == "smoothness" and owners[1]["section"] == section
    if path[0] == "questions":  # every summary below is about one section
        is_here = section in path or any(owner.get("section") == section for owner in owners)
        return is_here and owners[1]["id"] == question
    return any(speaks_about(owner, question, section) for owner in owners)


@pytest.fixture
def changed(simulated_report, write_again):
    """Return what changes the first answer to a test sound, and gives both results and the row."""

    def change(question, new_value):
        rows = list(simulated_report.ratings)
        place = next(at for at, row in enumerate(rows) if row.question == question and row.role == "test")
        rows[place] = rows[place].model_copy(update={"value": new_value(rows[place])})
        return simulated_report.files.results, write_again(rows).results, rows[place]

    return change


def paths_of(before, after):
    """Return the paths of all leaves that differ."""
    return {path for path, _ in differing(before, after)}


def one(parts, **wanted):
    """Return the part with these fields."""
    (found,) = [part for part in parts if wanted.items() <= part.items()]
    return found


@pytest.mark.parametrize(
    ("question", "new_value"),
    [
        ("smoothness", lambda row: "1" if row.value != "1" else "5"),
        ("class", lambda row: next(shown for shown in row.options if shown != row.value)),
    ],
)
def test_all_else_stays_as_it_was(changed, question, new_value):
    """Leaf by leaf: what differs is about this question in this section, or adjusted over a family it is in."""
    before, after, row = changed(question, new_value)
    differences = list(differing(before, after))

    assert [] == [path for path, owners in differences if not may_change(path, owners, question, row.section)]
    assert ("provenance", "data", "ratings.csv") in {path for path, _ in differences}


def test_a_rating_moves_mean_histogram_and_tests(changed):
    """The mean and the counts of its section and of its condition, and each test it enters."""
    before, after, row = changed("smoothness", lambda row: "1" if row.value != "1" else "5")
    old, new = (one(found["questions"], id="smoothness") for found in (before, after))
    by_condition = [one(asked["by_condition"][row.section], condition=row.condition) for asked in (old, new)]
    by_section = [one(asked["by_section"], section=row.section) for asked in (old, new)]
    p_values = [{test["id"]: test.get("p_value") for test in found["tests"]} for found in (before, after)]
    tests = {name for name in p_values[0] if p_values[0][name] != p_values[1][name]}

    for summaries in (by_condition, by_section):
        assert {("mean",), ("counts", int(row.value) - 1)} <= paths_of(*summaries)
    assert {
        "smoothness-by-section-kruskal-wallis",
        "smoothness-by-section-companion",
        f"smoothness-by-condition-{row.section}-kruskal-wallis",
        f"smoothness-by-condition-{row.section}-shapiro-wilk-{row.condition}",
    } <= tests


def test_a_class_moves_matrix_accuracy_and_tests(changed):
    """The cell it left and the cell it came to, the accuracy where it was or is right, and the chi-square test."""
    before, after, row = changed("class", lambda row: next(shown for shown in row.options if shown != row.value))
    old, new = (
        one(one(found["questions"], id="class")["by_section"], section=row.section) for found in (before, after)
    )
    moved = {path for path in paths_of(old, new) if path[0] == "matrix"}
    name = f"class-by-intended-{row.section}-chi-square"

    assert 2 == len(moved)
    assert old["kappa"] != new["kappa"]
    assert one(before["tests"], id=name)["statistic"] != one(after["tests"], id=name)["statistic"]
