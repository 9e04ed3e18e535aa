"""A manifest comes back as it was written, and what is none is refused in one line."""

import json

import pytest
from pydantic import ValidationError

from stimuli.errors import StimulusError
from stimuli.manifest import Manifest, Stimulus, read_manifest, verify_files, write_manifest


def test_manifest_comes_back(clean_set, tmp_path):
    """Every field survives, and the same manifest gives the same bytes."""
    path = write_manifest(tmp_path, clean_set.content)

    assert clean_set.content == read_manifest(path)
    assert clean_set.manifest.read_bytes() == path.read_bytes()


def test_roles_select(clean_set):
    """References and tests together are the whole clean set."""
    assert [2, 6, 8] == [
        len(clean_set.content.with_role(*roles)) for roles in (("reference",), ("test",), ("reference", "test"))
    ]


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ('"weight": null', '"weight": 2', "stimuli.0.weight: input should be less than or equal to 1"),
        (
            '"role": "test"',
            '"role": "tst"',
            "stimuli.1.role: input should be 'test', 'reference', 'anchor', 'practice' or",
        ),
        ('"set": "ladder"', '"st": "ladder"', "set: field required"),
        ('"schema_version": 1', '"schema_version": 2', "schema_version: input should be 1"),
        ('"file": "e1.flac"', '"file": "../e1.flac"', "stimuli.0.file: string should match pattern"),
        ("{", "", "content: invalid json"),
    ],
)
def test_wrong_manifests_are_named(clean_set, before, after, line):
    """One line with file, place and reason; a path out of the set's folder is no file name."""
    text = clean_set.manifest.read_text(encoding="utf-8")
    assert before in text
    clean_set.manifest.write_text(text.replace(before, after, 1), encoding="utf-8")

    with pytest.raises(StimulusError) as caught:
        read_manifest(clean_set.manifest)
    assert str(caught.value).startswith(f"{clean_set.manifest}: {line}")
    assert 1 == len(str(caught.value).splitlines())


def test_unchanged_files_are_verified(clean_set):
    """A clean set passes; a changed and a missing file are named with what to do."""
    verify_files(clean_set.manifest, clean_set.content)
    file = clean_set.manifest.parent / clean_set.content.stimuli[3].file
    file.write_bytes(file.read_bytes() + b"x")
    with pytest.raises(StimulusError, match=r"9c\.flac has changed since it was made \(sha256 ....…, expected ....…\)"):
        verify_files(clean_set.manifest, clean_set.content)
    file.unlink()
    with pytest.raises(StimulusError, match=r"9c\.flac is missing\. Render the set again"):
        verify_files(clean_set.manifest, clean_set.content)


def test_a_manifest_is_never_empty():
    """A set without stimuli, and a loudness that is no number, cannot be written."""
    one = {"id": "a", "file": "a.flac", "sha256": "", "duration_s": 1, "loudness_lufs": float("nan")}
    with pytest.raises(ValidationError, match="finite"):
        Stimulus.model_validate(one)
    with pytest.raises(ValidationError, match="at least 1 item"):
        Manifest(set="a", kind="single", sample_rate_hz=1, loudness_lufs=None, made_by="me", stimuli=())


def test_manifest_is_readable_json(clean_set):
    """Other programs read it without us."""
    content = json.loads(clean_set.manifest.read_text(encoding="utf-8"))

    assert "R0" == content["stimuli"][0]["condition"]
