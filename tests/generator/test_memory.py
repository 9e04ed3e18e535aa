"""`generator.memory`: what runs inside is not changed, and what goes wrong there is not hidden."""

import numpy as np
import pytest

from generator.memory import kept_memory


def test_large_arrays_come_and_go() -> None:
    """Blocks far over the allocator's threshold hold what is written to them, inside and after."""
    with kept_memory():
        sums = [float(np.full(5_000_000, number, dtype=np.float32).sum()) for number in range(3)]
    after = float(np.ones(5_000_000, dtype=np.float32).sum())

    assert [0.0, 5e6, 1e7] == sums
    assert after == 5e6


def test_errors_pass_through() -> None:
    """An interruption inside is seen outside."""
    with pytest.raises(KeyboardInterrupt), kept_memory():
        raise KeyboardInterrupt
