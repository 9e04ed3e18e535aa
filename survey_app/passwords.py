"""The researcher's password and the server's secret key: generated, never a default, kept in `research.json`."""

import json
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from study.files import write_whole
from survey_app.errors import SurveyError

FILE_NAME = "research.json"

# Without letters that are mistaken for others when copied by hand; 4 x 4 of 29 are 77 bits.
_LETTERS = "abcdefghjkmnpqrstuvwxyz234567"


@dataclass(frozen=True)
class Secrets:
    """What `research.json` holds."""

    secret_key: str
    """Signs the researcher's cookie and names sounds; servers of one study share it."""
    password_hash: str | None = None
    """argon2id; None until somebody was told a password, so that nobody can log in."""


def make_password(folder: Path) -> str:
    """Make a new password for the researcher pages and return it; only its hash is kept.

    An earlier password is no longer valid; the secret key stays, so that participants who are
    listening notice nothing.
    """
    ensure_secret_key(folder)
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    _write(folder, replace(read_secrets(folder), password_hash=PasswordHasher().hash(password)))
    return password


def has_password(folder: Path) -> bool:
    """Say whether the study has a password."""
    return (folder / FILE_NAME).exists() and read_secrets(folder).password_hash is not None


def ensure_secret_key(folder: Path) -> None:
    """Make a secret key unless the study has one; a password is made only where somebody reads it."""
    if not (folder / FILE_NAME).exists():
        _write(folder, Secrets(secret_key=secrets.token_hex(32)))


def _write(folder: Path, kept: Secrets) -> None:
    with write_whole(folder / FILE_NAME) as partial:
        partial.chmod(0o600)  # before there is anything to read
        partial.write_text(json.dumps(asdict(kept), indent=1) + "\n", encoding="utf-8")


def read_secrets(folder: Path) -> Secrets:
    """Read `research.json`.

    Raises
    ------
    SurveyError
        The file is missing or was changed by hand.
    """
    path = folder / FILE_NAME
    try:
        return Secrets(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise SurveyError(path, "the file with the password's hash is missing", "Run 'ascolto serve'.") from None
    except (ValueError, TypeError):
        raise SurveyError(path, "not what Ascolto wrote", "Delete it; 'ascolto serve' makes a new password.") from None


def is_password(password_hash: str | None, password: str) -> bool:
    """Say whether this is the password; takes its time on purpose."""
    if password_hash is None:
        return False
    try:
        return PasswordHasher().verify(password_hash, password)
    except (VerificationError, UnicodeEncodeError):
        return False
