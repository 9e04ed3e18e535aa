import io

import numpy as np
import pytest
import soundfile

from survey_app.sound_length import duration_s


@pytest.mark.parametrize(("kind", "n", "rate_hz"), [("FLAC", 12_345, 22_050), ("FLAC", 1, 96_000), ("WAV", 777, 8_000)])
def test_lengths_are_those_that_were_written(kind: str, n: int, rate_hz: int) -> None:
    """What libsndfile writes has the length that it was given; other bytes are refused."""
    file = io.BytesIO()
    soundfile.write(file, np.zeros((n, 2)), rate_hz, format=kind)

    assert n / rate_hz == duration_s(file.getvalue())
    with pytest.raises(ValueError, match="neither FLAC nor WAV"):
        duration_s(b"MP3?")
