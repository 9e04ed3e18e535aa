"""Secrets participants carry: tokens, withdrawal codes, names of sounds. The database keeps hashes only."""

import base64
import hashlib
import hmac
import secrets

# Letters and digits that are not mistaken for each other when read aloud or copied by hand.
_PLAIN = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE_LENGTH = 12  # base32 digits of 5 bits: 60 bits, out of reach of guessing over HTTP


def new_token() -> str:
    """Return a token of 128 random bits for an address.

    Examples
    --------
    >>> len(new_token())
    22
    """
    return secrets.token_urlsafe(16)


def panel_token(secret_key: str, salt: str) -> str:
    """Return the token of somebody a panel sends: the same at each visit, and nothing to who lacks key or salt.

    Examples
    --------
    >>> panel_token("key", "salt") == panel_token("key", "salt"), len(panel_token("key", "salt"))
    (True, 22)
    """
    return _derived_token(secret_key, f"panel {salt}")


def form_token(secret_key: str, form_uuid: str) -> str:
    """Return the token that one consent form opens: the same however often it is sent, as a lost reply makes it.

    Who lacks the server's key cannot tell it from the form's id, and the database keeps neither.

    Examples
    --------
    >>> form_token("key", "id") == form_token("key", "id"), form_token("key", "id") == panel_token("key", "id")
    (True, False)
    """
    return _derived_token(secret_key, f"form {form_uuid}")


def _derived_token(secret_key: str, message: str) -> str:
    digest = hmac.new(secret_key.encode(), message.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def hash_of(secret: str) -> str:
    """Return what the database keeps of a secret.

    A plain hash is enough: unlike passwords these secrets are random and long.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_participant_id() -> str:
    """Return a random id that no program mistakes for a number: `p` and nine letters or digits."""
    return "p" + "".join(secrets.choice(_PLAIN) for _ in range(9))


def withdrawal_code(token: str) -> str:
    """Derive the withdrawal code from the token, so that every look at the last page shows the same.

    Examples
    --------
    >>> withdrawal_code("example")
    'JVLC-FZWX-OJFX'
    """
    digest = hashlib.sha256(f"withdrawal {token}".encode()).digest()
    digits = base64.b32encode(digest).decode()[:_CODE_LENGTH]
    return "-".join(digits[at : at + 4] for at in range(0, _CODE_LENGTH, 4))


def typed_code(text: str) -> str:
    """Read a withdrawal code as people type it: lower case, with spaces, without hyphens.

    Examples
    --------
    >>> typed_code(" jvlc fzwxojfx ")
    'JVLC-FZWX-OJFX'
    """
    digits = "".join(character for character in text.upper() if character.isascii() and character.isalnum())
    return "-".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def sound_name(secret_key: str, listening_session: str, stimulus_set: str, stimulus: str) -> str:
    """Return the name under which one listening session fetches a stimulus.

    The name says nothing without the server's key, and differs between listening sessions.
    """
    message = "\n".join((listening_session, stimulus_set, stimulus))
    return hmac.new(secret_key.encode(), message.encode(), hashlib.sha256).hexdigest()[:32]
