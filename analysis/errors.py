"""What the analysis cannot run on, said in one line."""

from study.errors import AscoltoError


class AnalysisError(AscoltoError):
    """A misuse of the analysis: text among numbers, columns of unequal length, an unknown method.

    Data never raise: where a statistic does not exist, the result says "not computable" and why.
    """
