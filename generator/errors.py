"""What can be wrong with sounds, training and rendering; see `study.errors` for the whole tree."""

from study.errors import AscoltoError


class GeneratorError(AscoltoError):
    """A sound collection, a model or a rendering is wrong, or a program they need is missing."""
