"""`ascolto seal` freezes the plan and says what it froze."""

import pytest

from ascolto.__main__ import main
from study.folder import StudyFolder
from study.seal import read_seals

PLAN = """
[[hypotheses]]
id = "quality-above-fair"
question = "quality"
test = "mean"
criterion = 3.0
"""


@pytest.fixture
def planned_study(small_study: StudyFolder) -> StudyFolder:
    """Give the small study with a hypothesis."""
    path = small_study.path / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + PLAN, encoding="utf-8")
    return StudyFolder(small_study.path)


def test_it_prints_what_it_sealed(planned_study, capsys):
    """Where the seal is, when, how many answers there were, and the fingerprint to deposit."""
    assert 0 == main(["seal", "--study", str(planned_study.path)])

    seal = read_seals(planned_study)[0]
    shown = capsys.readouterr().out.splitlines()
    assert f"sealed 1 hypothesis in {planned_study.path / 'plan.sealed.json'}" == shown[0]
    assert shown[1].endswith("UTC, 0 answers so far")
    assert f"fingerprint: {seal.fingerprint}" == shown[2]
    assert 3 == len(shown)


def test_a_second_seal_needs_again(planned_study, capsys):
    """One line and status 2; with --again both seals are kept."""
    arguments = ["seal", "--study", str(planned_study.path)]
    main(arguments)

    assert 2 == main(arguments)
    assert "Seal it once more with --again" in capsys.readouterr().err
    assert 0 == main([*arguments, "--again"])
    assert 2 == len(read_seals(planned_study))
