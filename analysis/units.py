"""Which stimuli are independent of each other, and which share what they were made from."""

from collections.abc import Iterator

from stimuli.manifest import Manifest, Stimulus


def independent_units(manifest: Manifest) -> dict[str, str]:
    """Return the independent unit of each stimulus of a set.

    Stimuli that share a morph, a source or a recording belong to one unit, and so do
    stimuli that are linked through others: labels are permuted over units, and intervals
    take units as what was drawn. A set in which each recording ends at most one morph has
    one unit per morph.

    Parameters
    ----------
    manifest : stimuli.manifest.Manifest
        A stimulus set.

    Returns
    -------
    dict of stimulus id to str
        Units are named after the first morph, source or stimulus they hold.
    """
    parents: dict[str, str] = {}

    def root(node: str) -> str:
        parents.setdefault(node, node)
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    for stimulus in manifest.stimuli:
        own = root(f"stimulus {stimulus.id}")
        for tie in _ties(stimulus):
            parents[root(tie)] = own
    names: dict[str, str] = {}
    for stimulus in manifest.stimuli:
        names.setdefault(root(f"stimulus {stimulus.id}"), stimulus.morph or stimulus.source or stimulus.id)
    return {stimulus.id: names[root(f"stimulus {stimulus.id}")] for stimulus in manifest.stimuli}


def _ties(stimulus: Stimulus) -> Iterator[str]:
    if stimulus.morph:
        yield f"morph {stimulus.morph}"
    if stimulus.source:
        yield f"source {stimulus.source}"
    for recording in stimulus.recordings:
        yield f"recording {recording}"
