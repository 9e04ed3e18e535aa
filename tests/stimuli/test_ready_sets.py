"""The sets that ship explain their classes with sounds that are given away by nothing else."""

from pathlib import Path

import pytest

import stimuli.data
from stimuli.manifest import read_manifest
from stimuli.quality import check_set

READY = Path(next(iter(stimuli.data.__path__))) / "ready"


@pytest.mark.parametrize("name", ["harmonic-morphs", "non-harmonic-singles"])
def test_every_class_has_an_example_of_its_own(name):
    """One for each class that is asked for, from a recording that no judged stimulus comes from."""
    manifest = read_manifest(READY / name / "manifest.json")
    examples = manifest.with_role("example")
    judged = manifest.with_role("test", "reference", "anchor", "practice")

    assert sorted(one.id for one in manifest.classes) == sorted(one.intended_start for one in examples)
    assert not {name for one in examples for name in one.recordings} & {
        name for one in judged for name in one.recordings
    }


@pytest.mark.parametrize("name", ["harmonic-morphs", "non-harmonic-morphs", "non-harmonic-singles"])
def test_quality_control_finds_nothing(name):
    """What ships passes the checks that any set must pass, with the prints of what its model learned from."""
    path = READY / name / "manifest.json"

    assert read_manifest(path).prints
    assert [] == [str(fault) for fault in check_set(path)]
