import json
import stat
from pathlib import Path

import pytest

from survey_app.errors import SurveyError
from survey_app.passwords import has_password, is_password, make_password, read_secrets


def test_a_password_opens_and_others_do_not(tmp_path: Path) -> None:
    """The generated password is right, everything else is wrong, and it is nowhere in the folder."""
    password = make_password(tmp_path)
    kept = read_secrets(tmp_path)

    assert has_password(tmp_path)
    assert is_password(kept.password_hash, password)
    assert not is_password(kept.password_hash, password[:-1])
    assert not is_password(kept.password_hash, "\ud800")
    assert password not in (tmp_path / "research.json").read_text()
    assert kept.password_hash.startswith("$argon2id$")


def test_only_the_owner_reads_the_file(tmp_path: Path) -> None:
    """research.json holds secrets: mode 0600 from the first byte."""
    make_password(tmp_path)

    assert 0o600 == stat.S_IMODE((tmp_path / "research.json").stat().st_mode)


def test_a_new_password_keeps_the_key(tmp_path: Path) -> None:
    """Participants who are listening notice nothing of a new password; the old one is closed out."""
    old = make_password(tmp_path)
    before = read_secrets(tmp_path)
    new = make_password(tmp_path)
    after = read_secrets(tmp_path)

    assert before.secret_key == after.secret_key
    assert (True, False) == (is_password(after.password_hash, new), is_password(after.password_hash, old))


def test_passwords_and_keys_are_never_alike(tmp_path: Path) -> None:
    """Two studies share neither password nor key."""
    passwords = [make_password(tmp_path / name) for name in "ab"]
    keys = [read_secrets(tmp_path / name).secret_key for name in "ab"]

    assert 2 == len(set(passwords)) == len(set(keys))
    assert all(len(key) == 64 for key in keys)


@pytest.mark.parametrize("content", ["", "{}", "[]", "not json", json.dumps({"password_hash": "x"})])
def test_a_broken_file_is_one_line(tmp_path: Path, content: str) -> None:
    """What is not Ascolto's own file is refused by name, with a way out."""
    (tmp_path / "research.json").write_text(content)

    with pytest.raises(SurveyError, match=r"research\.json: not what Ascolto wrote"):
        read_secrets(tmp_path)


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    """Without the file the line says which command makes it."""
    with pytest.raises(SurveyError, match="Run 'ascolto serve'"):
        read_secrets(tmp_path)
