"""Where the latents of each class lie, as a density that can be drawn from: manifold Parzen windows.

One Gaussian per class is no good density of sounds. Its draws add components of notes of every pitch, and a decoder
draws them as chords of partials that belong to no tone. Around each training sound the class is flatter: its nearest
neighbours have nearly its pitch, and the differences to them are the directions in which it may vary [1]_.

References
----------
.. [1] Vincent, P., & Bengio, Y. (2003). Manifold Parzen windows. NIPS 15, 849-856.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Latents = NDArray[np.float32]

N_NEIGHBOURS = 8
"""Differences that span a window. Fewer give near-copies of the sounds, more give chords; see docs/generator.md."""

WIDTH = 0.5
"""Standard deviation of a window, in root mean squares of those differences."""


@dataclass(frozen=True)
class ClassDensities:
    """The latents of each class, and how to draw near them."""

    classes: tuple[str, ...]
    latents: tuple[Latents, ...]
    """Of the training sounds of each class, (n_sounds, Z)."""

    @classmethod
    def of(cls, latents: NDArray[np.floating], of_sound: tuple[str, ...], classes: tuple[str, ...]) -> "ClassDensities":
        """Divide latents by class.

        Parameters
        ----------
        latents : numpy.ndarray of shape (N, Z)
            Posterior means of the training sounds.
        of_sound : tuple of str of length N
            Class of each sound.
        classes : tuple of str
            The classes, in the order wanted.
        """
        named = np.array(of_sound)
        return cls(classes, tuple(np.asarray(latents[named == one], dtype=np.float32) for one in classes))

    def draw(self, sound_class: str, rng: np.random.Generator) -> Latents:
        """Return a latent of shape (Z,) from the window of one sound of a class, any of them alike.

        A class of one training sound has no window: what is drawn is that sound.
        """
        latents = self.latents[self.classes.index(sound_class)].astype(np.float64)
        centre = latents[rng.integers(len(latents))]
        distances = ((latents - centre) ** 2).sum(axis=1)
        nearest = np.argsort(distances, kind="stable")[1 : N_NEIGHBOURS + 1]  # the first is the sound itself
        amounts = rng.standard_normal(len(nearest)) / np.sqrt(max(len(nearest), 1))
        return np.asarray(centre + WIDTH * amounts @ (latents[nearest] - centre), dtype=np.float32)
