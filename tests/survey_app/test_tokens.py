import re

from survey_app.tokens import hash_of, new_participant_id, new_token, sound_name, typed_code, withdrawal_code


def test_tokens_have_128_bits_and_differ() -> None:
    """A token is 16 random bytes, and no two of a thousand are alike."""
    tokens = {new_token() for _ in range(1000)}

    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {22}  # 16 bytes in base64 without padding


def test_participant_ids_are_never_numbers() -> None:
    """No id can be read as a number, a date or a formula by whatever opens the table."""
    ids = {new_participant_id() for _ in range(1000)}

    assert len(ids) == 1000
    assert all(re.fullmatch(r"p[a-z2-9]{9}", one) for one in ids)


def test_withdrawal_code_is_read_as_people_type_it() -> None:
    """Case, spaces and missing hyphens do not matter."""
    code = withdrawal_code("some token")

    assert code == typed_code(f"  {code.lower().replace('-', ' ')} ")


def test_hash_tells_nothing_and_takes_any_text() -> None:
    """A hash is as long for any text, even one that is not valid Unicode."""
    assert 64 == len(hash_of("a")) == len(hash_of("\ud800"))
    assert hash_of("a") != hash_of("b")


def test_sound_names_differ_between_listening_sessions_and_keys() -> None:
    """The same stimulus has another name in each listening session, and only the key's owner can make it."""
    names = {
        sound_name(key, participant, stimulus_set, "s-00")
        for key in ("key", "other key")
        for participant in ("p1", "p2")
        for stimulus_set in ("singles", "sweeps")
    }

    assert len(names) == 8
    assert all(re.fullmatch(r"[0-9a-f]{32}", name) for name in names)
