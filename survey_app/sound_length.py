"""How long a sound is, read from the head of its file with the standard library alone."""

import io
import wave


def duration_s(content: bytes) -> float:
    """Return the seconds of a FLAC or WAV file.

    FLAC begins with the block STREAMINFO (RFC 9639, section 8.2): 20 bits of sample rate from its
    byte 10 on, and the number of samples in the last 36 bits before its checksum.

    Raises
    ------
    ValueError
        The file is neither.
    """
    if content[:4] == b"fLaC":
        head = int.from_bytes(content[18:26])
        return (head & (1 << 36) - 1) / (head >> 44)
    if content[:4] == b"RIFF":
        with wave.open(io.BytesIO(content)) as file:
            return file.getnframes() / file.getframerate()
    raise ValueError("the sound is neither FLAC nor WAV")
