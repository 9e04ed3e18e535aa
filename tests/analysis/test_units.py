"""Stimuli that share what they were made from are one unit."""

from analysis.units import independent_units
from stimuli.manifest import Manifest, Stimulus


def units(**recordings: tuple[str, ...]) -> set[frozenset[str]]:
    """Return the units of stimuli given with their recordings, as sets of ids."""
    stimuli = [
        Stimulus(
            id=name,
            file=f"{name}.flac",
            sha256="0" * 64,
            duration_s=1,
            loudness_lufs=-23,
            morph=name.partition("_")[0],
            recordings=shared,
        )
        for name, shared in recordings.items()
    ]
    manifest = Manifest(
        set="s", kind="morph", sample_rate_hz=1, loudness_lufs=None, made_by="tests", stimuli=tuple(stimuli)
    )
    found = independent_units(manifest)
    return {frozenset(one for one in found if found[one] == unit) for unit in found.values()}


def test_versions_of_a_morph_are_one_unit():
    """Two paths of one morph belong together, another morph stands apart."""
    expected = {frozenset({"m1_linear", "m1_spherical"}), frozenset({"m2_linear"})}

    assert expected == units(m1_linear=("a", "b"), m1_spherical=("a", "b"), m2_linear=("c", "d"))


def test_morphs_that_share_a_recording_are_one_unit_also_through_others():
    """m1 and m3 have no recording in common, but m2 links them."""
    expected = {frozenset({"m1", "m2", "m3"}), frozenset({"m4"})}

    assert expected == units(m1=("a", "b"), m2=("b", "c"), m3=("c", "d"), m4=("e", "f"))


def test_the_demonstration_has_a_unit_per_sound_and_per_morph(manifests):
    """Eight sounds on three rungs, six morphs in four versions; practice stands apart."""
    counts = {name: len(set(independent_units(manifest).values())) for name, manifest in manifests.items()}

    assert {"non-harmonic-singles": 10, "non-harmonic-morphs": 8, "harmonic-morphs": 8} == counts
