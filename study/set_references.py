"""Do the parts of a stimulus set fit together? Weights where steps or blends are made, and only there."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from study.study_file import BlendSet, MorphSet, StimulusSetPlan

SUM_TOLERANCE = 1e-6
"""So far may the weights of a mixture be from 1 in sum: thirds have to be rounded."""


def broken_sets(sets: Mapping[str, "StimulusSetPlan"]) -> Iterator[str]:
    """Yield one line per problem: place, what is wrong, got what, what to do."""
    for name, plan in sets.items():
        if plan.kind == "morph":
            yield from _broken_steps(f"[sets.{name}]", plan)
        elif plan.kind == "blend":
            yield from _broken_mixtures(f"[sets.{name}]", plan)


def _broken_steps(place: str, plan: "MorphSet") -> Iterator[str]:
    if plan.delivery != "steps":
        if plan.weights:
            got = f'got "{plan.delivery}"'
            yield f"{place}: 'weights' are for delivery = \"steps\", {got}. Take them out, or change it."
        return
    if len(plan.weights) < 2:
        yield f"{place}: delivery = \"steps\" needs 'weights', at least 2. Add weights = [0, 0.25, 0.5, 0.75, 1]."
    if len(plan.path) > 1:
        yield (
            f'{place}: delivery = "steps" takes one path, got {len(plan.path)}: their ends are the same sounds. '
            "Make a set for each."
        )
    if plan.controls:
        yield f"{place}: delivery = \"steps\" has no controls, got '{plan.controls[0]}'. Write controls = []."


def _broken_mixtures(place: str, plan: "BlendSet") -> Iterator[str]:
    for number, mixture in enumerate(plan.weights, start=1):
        if abs(sum(mixture) - 1) > SUM_TOLERANCE:
            yield f"{place}: mixture {number} of 'weights' sums to {sum(mixture):g}. Make it 1."
        if len(mixture) != len(plan.weights[0]):
            got = f"got {len(mixture)} in mixture {number} and {len(plan.weights[0])} in the first"
            yield f"{place}: 'weights' need one weight for each sound, {got}. Write 0 for a sound that is left out."
