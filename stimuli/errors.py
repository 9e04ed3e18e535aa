"""What can be wrong with a stimulus set; see `study.errors` for the whole tree."""

from study.errors import AscoltoError


class StimulusError(AscoltoError):
    """A manifest, a stimulus or a table to import is wrong."""
