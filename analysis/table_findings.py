"""What a table says, in the fewest sentences."""

from collections.abc import Mapping
from typing import Any

from analysis.language import gettext as _
from analysis.results import p_text
from analysis.wording import interval, listed, number, ratio, share, share_interval, whole

_N_LISTED = 6
_N_MISTAKES = 3


def findings(found: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the headline findings of :func:`analysis.one_way.analyse_table`.

    Returns
    -------
    list of dict
        `question` and `sentence`.
    """
    question = found["questions"][0]
    said = [found["comparisons"][0]["reading"]]
    if question["kind"] == "rating":
        said[0] += f" {_p_values(found['tests'])}"
        said += _means(question["by_condition"][""]) + _largest(found["effects"])
    else:
        said = [_recognised(one) for one in question["by_section"]] + said
    return [{"question": question["id"], "sentence": sentence} for sentence in said]


def _p_values(tests: list[Mapping[str, Any]]) -> str:
    slides = next(test for test in tests if test["test"] == "Kruskal-Wallis")
    companion = next((test for test in tests if test["role"] == "companion"), None)
    if companion is None:
        return _("Kruskal-Wallis, rows taken as independent: {p}.").format(p=p_text(slides["p_value"]))
    return _("Companion: {p_companion}; Kruskal-Wallis, rows taken as independent: {p}.").format(
        p_companion=p_text(companion["p_value"]), p=p_text(slides["p_value"])
    )


def _means(groups: list[dict[str, Any]]) -> list[str]:
    ordered = sorted(groups, key=lambda one: -one["mean"])
    if len(ordered) > _N_LISTED:
        return [
            _("Means go from {high} ({high_name}) down to {low} ({low_name}).").format(
                high=_mean(ordered[0]),
                high_name=ordered[0]["name"],
                low=_mean(ordered[-1]),
                low_name=ordered[-1]["name"],
            )
        ]
    return [_("Means: {means}.").format(means=listed([f"{one['name']} {_mean(one)}" for one in ordered]))]


def _largest(effects: list[dict[str, Any]]) -> list[str]:
    if not effects:
        return []
    largest = max(effects, key=lambda one: abs(one["difference"]))
    high, low, sign = largest["group_a"], largest["group_b"], 1
    if largest["difference"] < 0:
        high, low, sign = low, high, -1
    bounds = [sign * one for one in (largest["low"], largest["high"]) if one is not None]
    return [
        _("The largest difference: {high} lies {points} {interval} points above {low} (Cliff's delta {delta}).").format(
            high=high,
            low=low,
            points=number(sign * largest["difference"]),
            interval=interval(min(bounds, default=None), max(bounds, default=None)),
            delta=ratio(sign * largest["cliffs_delta"]),
        )
    ]


def _recognised(one: Mapping[str, Any]) -> str:
    mistakes = sorted(
        (line for line in one["recall"] if line["mistaken_for"]), key=lambda line: -line["n_mistaken_for"]
    )
    said = _("{share} {interval} of {n} answers name the group.").format(
        share=share(one["accuracy"]), n=whole(one["n"]), interval=share_interval(one["low"], one["high"])
    )
    if mistakes:
        taken = [
            _("{name} for {other} ({n})").format(
                name=line["name"], other=line["mistaken_for"], n=line["n_mistaken_for"]
            )
            for line in mistakes[:_N_MISTAKES]
        ]
        said += " " + _("Most often mistaken: {pairs}.").format(pairs=listed(taken))
    return said


def _mean(one: Mapping[str, Any]) -> str:
    return f"{number(one['mean'])} {interval(one['low'], one['high'])}"
