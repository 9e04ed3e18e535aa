"""`generator.morph_making`: one morph in all its versions, the same ends in all of them."""

import numpy as np
import pytest

import generator.morph_making
from generator.audio import Audio, fit_length
from generator.collection import Collection
from generator.even_paths import EVEN, EvenPath
from generator.model import Model
from generator.morph_making import MorphMaker

WEIGHTS = (0.0, 0.3, 0.5, 1.0)


@pytest.fixture(scope="module")
def recordings(tones: Collection) -> list[Audio]:
    """Give two tones."""
    return [fit_length(tones.sounds[at].audio(), 22050) for at in (0, -1)]


@pytest.fixture(scope="module")
def morph(trained: Model, recordings: list[Audio]) -> MorphMaker:
    """Give a morph between them."""
    return MorphMaker(trained, recordings)


def test_a_uniform_path_is_even_or_straight(morph: MorphMaker) -> None:
    """What is kept has even steps and steps on MFCC no less even than the straight path; else it is that path."""
    uniform, straight = morph.along("uniform"), morph.along("linear")

    if uniform.path == "uniform":
        assert uniform.measures.step_variation <= EVEN
        assert uniform.measures.mfcc_variation <= straight.measures.mfcc_variation
    else:
        assert uniform.path == "linear"
        np.testing.assert_array_equal(uniform.y, straight.y)


@pytest.mark.parametrize("is_kept", [True, False])
def test_the_path_that_was_kept_is_the_one_that_is_heard(
    is_kept: bool, trained: Model, recordings: list[Audio], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Evened weights change the sweep and its steps; where they are not kept, everything is the straight path's."""
    moved = np.linspace(0, 1, 9) ** 2
    monkeypatch.setattr(
        generator.morph_making, "even_path", lambda hear, start: EvenPath(moved, start, is_kept=is_kept)
    )
    morph = MorphMaker(trained, recordings)
    uniform, straight = morph.along("uniform"), morph.along("linear")

    assert uniform.path == ("uniform" if is_kept else "linear")
    assert np.array_equal(uniform.y, straight.y) != is_kept
    assert morph.step("uniform", 0.3).y.tobytes() != morph.step("linear", 0.3).y.tobytes() or not is_kept


def test_steps_begin_and_end_with_the_reconstructions(morph: MorphMaker) -> None:
    """The steps at 0 and 1 are the two reconstructions, on every path; those between are other sounds."""
    for kind in ("linear", "spherical"):
        steps = [morph.step(kind, weight).y for weight in WEIGHTS]

        np.testing.assert_array_equal(steps[0], morph.ends[0])
        np.testing.assert_array_equal(steps[-1], morph.ends[1])
        assert len({step.tobytes() for step in steps}) == len(WEIGHTS)


def test_the_morph_from_the_other_end_is_the_same(morph: MorphMaker, trained: Model, recordings: list[Audio]) -> None:
    """What is rendered for morph(a, b, w) is rendered for morph(b, a, 1 - w), and the measures agree."""
    back = MorphMaker(trained, recordings[::-1])
    there, here = morph.step("spherical", 0.25), back.step("spherical", 0.75)

    np.testing.assert_allclose(there.y, here.y, atol=0.05)
    assert there.measures.path_length == pytest.approx(here.measures.path_length, rel=0.02)
    assert morph.latent_distance == pytest.approx(back.latent_distance)
