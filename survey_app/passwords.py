"""The researcher's password and the server's secret key: generated, never a default, kept in `research.json`."""

import json
import secrets
from dataclasses import asdict, dataclass
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

    password_hash: str
    """argon2id."""
    secret_key: str
    """Signs the researcher's cookie and names sounds; servers of one study share it."""


def make_password(folder: Path) -> str:
    """Make a new password for the researcher pages and return it; only its hash is kept.

    An earlier password is no longer valid; the secret key stays, so that participants who are
    listening notice nothing.
    """
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
    secret_key = read_secrets(folder).secret_key if has_password(folder) else secrets.token_hex(32)
    kept = Secrets(password_hash=PasswordHasher().hash(password), secret_key=secret_key)
    path = folder / FILE_NAME
    with write_whole(path) as partial:
        partial.chmod(0o600)  # before there is anything to read
        partial.write_text(json.dumps(asdict(kept), indent=1) + "\n", encoding="utf-8")
    return password


def has_password(folder: Path) -> bool:
    """Say whether the study has a password."""
    return (folder / FILE_NAME).exists()


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


def is_password(password_hash: str, password: str) -> bool:
    """Say whether this is the password; takes its time on purpose."""
    try:
        return PasswordHasher().verify(password_hash, password)
    except (VerificationError, UnicodeEncodeError):
        return False
