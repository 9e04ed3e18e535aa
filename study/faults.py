"""A fault: one thing found wrong, one line. Checks collect them, so that all are said at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from study.errors import AscoltoError


@dataclass(frozen=True)
class Fault:
    """Something wrong with a study or a stimulus set.

    Parameters
    ----------
    kind : str
        Name of what was checked, such as "clipped" or "placeholder".
    where, problem, cure : str
        As in :class:`study.errors.AscoltoError`.
    is_warning : bool
        True where the study works nonetheless.

    Examples
    --------
    >>> print(Fault("silent", "a3.flac", "is silent", "Leave it out."))
    a3.flac: is silent. Leave it out.
    """

    kind: str
    where: str
    problem: str
    cure: str = ""
    is_warning: bool = False

    def __str__(self) -> str:
        return str(AscoltoError(self.where, self.problem, self.cure))


def error_of(faults: Sequence[Fault], error_type: type[AscoltoError]) -> AscoltoError:
    """Make one error of one or more faults, a line each.

    Examples
    --------
    >>> faults = [Fault("silent", "a.flac", "is silent"), Fault("clipped", "b.flac", "is clipped")]
    >>> print(error_of(faults, AscoltoError))
    a.flac: is silent.
    b.flac: is clipped.
    """
    first, *others = faults
    if not others:
        return error_type(first.where, first.problem, first.cure)
    return error_type(first.where, "\n".join([f"{first.problem}. {first.cure}".rstrip(), *map(str, others)]))
