import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from survey_app.models import Trial
from survey_app.survey import Survey

pytestmark = pytest.mark.parametrize("kept_study", ["sqlite"], indirect=True)  # pages, and no query of their own


def test_the_sound_is_the_stimulus(synthetic: Any, survey: Survey) -> None:
    """The bytes that arrive are those of the manifest."""
    sound = synthetic.client.get(synthetic.begin()["sound_url"])
    with survey.database.reading() as transaction:
        trial = transaction.scalars(select(Trial).where(Trial.place == 0)).one()
    stimulus = survey.material.stimulus(trial.stimulus_set, trial.stimulus)

    assert stimulus.sha256 == hashlib.sha256(sound.content).hexdigest()
    assert "audio/flac" == sound.headers["content-type"]


def test_nothing_but_the_bytes_tells_two_sounds_apart(synthetic: Any) -> None:
    """Headers of different stimuli are alike but for the length: no date, no tag, no name."""
    trial = synthetic.begin()
    headers = [dict(synthetic.client.get(trial[key]).headers) for key in ("sound_url", "next_sound_url")]
    for one in headers:
        one.pop("content-length")

    assert headers[0] == headers[1]
    assert not {"last-modified", "etag", "content-disposition"} & set(headers[0])
    assert "private, max-age=31536000, immutable" == headers[0]["cache-control"]


def test_names_tell_nothing_and_differ_between_participants(synthetic: Any, another: Callable[[], Any]) -> None:
    """The first practice sound is the same for everybody; its address is not."""
    other = another()
    names = [one.begin()["sound_url"].rsplit("/", 1)[-1] for one in (synthetic, other)]

    assert all(re.fullmatch(r"[0-9a-f]{32}\.flac", name) for name in names)
    assert names[0] != names[1]


def test_nobody_fetches_somebody_elses_sounds(synthetic: Any, another: Callable[[], Any]) -> None:
    """A name works only with the token it was made for."""
    name = synthetic.begin()["sound_url"].rsplit("/", 1)[-1]

    assert 200 == synthetic.get(f"sounds/{name}").status_code
    assert 404 == another().get(f"sounds/{name}").status_code


def test_wrong_names_find_nothing(synthetic: Any) -> None:
    """Names that were never made, with NUL bytes or dots, are 404."""
    synthetic.begin()
    names = ["a" * 32, "%00", "..%2F..%2Fmanifest", "s00", "x" * 4000]

    assert {404} == {synthetic.get(f"sounds/{name}.flac").status_code for name in names}


def test_the_level_is_set_with_a_practice_sound(synthetic: Any, survey: Survey) -> None:
    """The sound check plays the first practice stimulus, nothing that counts."""
    level = synthetic.get("sounds/level")
    practice = {one.sha256 for one in survey.material.manifests["singles"].with_role("practice")}

    assert hashlib.sha256(level.content).hexdigest() in practice


def test_without_practice_a_noise_sets_the_level(synthetic: Any, survey: Survey) -> None:
    """A study without practice has a sound to set the level with, too."""
    with survey.database.writing() as transaction:
        for trial in transaction.scalars(select(Trial)):
            trial.is_practice = False
    level = synthetic.get("sounds/level")

    assert (200, b"fLaC") == (level.status_code, level.content[:4])


def test_a_missing_file_is_a_sentence(synthetic: Any, survey: Survey) -> None:
    """A stimulus file that vanished while the survey runs is 503 for the participant, who can try again."""
    trial = synthetic.begin()
    with survey.database.reading() as transaction:
        row = transaction.scalars(select(Trial).where(Trial.place == 0)).one()
    survey.material.file(row.stimulus_set, row.stimulus).unlink()
    reply = synthetic.client.get(trial["sound_url"])

    assert 503 == reply.status_code
    assert "Traceback" not in reply.text
    assert str(survey.material.folder.path) not in reply.text
