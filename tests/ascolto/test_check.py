"""`ascolto check` finds what is wrong before anyone hears it, one line each."""

import numpy as np
import pytest
import soundfile

from ascolto.__main__ import main
from ascolto.check import check_study
from stimuli.manifest import read_manifest, write_manifest
from study.files import sha256_of
from study.folder import StudyFolder


def checked(folder, capsys):
    """Return status, lines on standard output and lines on standard error."""
    status = main(["check", "--study", str(folder.path)])
    shown = capsys.readouterr()
    return status, shown.out.splitlines(), shown.err.splitlines()


def replace_in(path, before, after):
    """Replace the first `before` in a text file."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_sound_study_passes(small_study, capsys):
    """A study without faults: status 0, its sets, its minutes with what they rest on, and no line of error."""
    status, shown, errors = checked(small_study, capsys)

    assert (0, []) == (status, errors)
    assert "set singles: 10 stimuli, levels as imported" in shown
    assert any(line.startswith("promised minutes: ") and "our assumption: 4 s per rating" in line for line in shown)
    assert "0 errors, 0 warnings" == shown[-1]


MISTAKES = {
    "n_heard = 4": ("n_heard = 9", "'n_heard' asks for 9 stimuli, the set 'singles' has 8. Set n_heard = 8"),
    "n_practice = 0": ("n_practice = 1", "'n_practice' asks for 1 practice stimuli, the set 'instruments' has 0."),
    '["quality", "smoothness"]': ('["class"]', "but 6 of 6 stimuli of the set 'sweeps' have none. Give each its class"),
    'contact = "the tests"': ('contact = "me"\nmax_minutes = 2', "at most 2 ([study] max_minutes). Lower n_heard"),
    "[sets.singles]": ('[sets.more]\nkind = "imported"\n\n[sets.singles]', "more/manifest.json: there is no manifest."),
}


@pytest.mark.parametrize("before", MISTAKES)
def test_each_mistake_is_refused_in_one_line(small_study, capsys, before):
    """Too few stimuli, no practice, no classes, too long, no set: status 2 and one line."""
    after, line = MISTAKES[before]
    replace_in(small_study.path / "study.toml", before, after)
    status, _, errors = checked(small_study, capsys)

    assert 2 == status
    assert 1 == len(errors)
    assert errors[0].startswith("error: ")
    assert line in errors[0]


def test_placeholders_are_warnings(small_study, capsys):
    """FILL IN in the study file and in a consent text: two warnings, and status 0."""
    replace_in(small_study.path / "study.toml", "the tests", "FILL IN: name")
    replace_in(small_study.path / "consent.it.md", "suoni", "FILL IN: che cosa")
    status, shown, errors = checked(small_study, capsys)

    assert (0, []) == (status, errors)
    assert 2 == sum(line.startswith("warning: ") and "FILL IN" in line for line in shown)


def test_changed_file_is_refused(small_study, capsys):
    """A stimulus exchanged after import is named with both hashes."""
    file = sorted(small_study.stimulus_set("sweeps").glob("*.flac"))[0]
    soundfile.write(file, 0.1 * np.random.default_rng(1).uniform(-1, 1, 9600), 16_000)
    status, _, errors = checked(small_study, capsys)

    assert 2 == status
    assert any(f"{file}: has changed since it was made (sha256 " in line for line in errors)


def test_clipping_is_refused_unless_it_was_imported(small_study):
    """What a researcher brings may be clipped, with a warning; what Ascolto renders may not."""
    path = small_study.manifest("sweeps")
    manifest = read_manifest(path)
    first = manifest.stimuli[0]
    y, sr = soundfile.read(path.parent / first.file)
    soundfile.write(path.parent / first.file, np.clip(20 * y, -1, 1), sr, subtype="PCM_16")
    stimuli = (first.model_copy(update={"sha256": sha256_of(path.parent / first.file)}), *manifest.stimuli[1:])
    found = {}
    for kind in ("imported", "morph"):
        write_manifest(path.parent, manifest.model_copy(update={"kind": kind, "stimuli": stimuli}))
        found[kind] = [(one.kind, one.is_warning) for one in check_study(StudyFolder(small_study.path))[0]]

    assert {"imported": [("clipped", True)], "morph": [("clipped", False)]} == found


def test_all_faults_are_told_at_once(small_study, capsys):
    """Three faults in three places are three lines."""
    replace_in(small_study.path / "study.toml", "n_heard = 4", "n_heard = 99")
    small_study.manifest("sweeps").write_text("{}")
    sorted(small_study.stimulus_set("instruments").glob("*.flac"))[0].unlink()
    status, _, errors = checked(small_study, capsys)

    assert 2 == status
    assert [] == [
        word for word in ("asks for 99", "sweeps/manifest.json: ", "is missing") if not any(word in e for e in errors)
    ]


def test_wrong_study_file_is_told_as_everywhere(small_study, capsys):
    """A study file that cannot be read stops the check with its own lines."""
    replace_in(small_study.path / "study.toml", "n_heard = 4", "n_herd = 4")
    status, _, errors = checked(small_study, capsys)

    assert 2 == status
    assert "unknown key 'n_herd'. Did you mean 'n_heard'?" in errors[0]
