from argparse import Namespace
from pathlib import Path

import pytest

from ascolto import export, rehearse
from study.folder import StudyFolder
from study.tables import read_ratings


def test_export_writes_into_the_report_folder_and_says_so(
    small_study: StudyFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --out the tables go to report/data, where 'ascolto report' looks for them."""
    rehearse.run(Namespace(study=small_study.path, listeners=1, seed=2))
    capsys.readouterr()
    export.run(Namespace(study=small_study.path, out=None, run_name="rehearsal"))
    printed = capsys.readouterr().out
    data = small_study.report / "data"

    assert f"{data / 'ratings.csv'}: {len(read_ratings(data / 'ratings.csv'))} answers\n" in printed
    assert f"{data / 'listeners.csv'}: 1 participants\n" in printed


def test_export_goes_where_it_is_told(small_study: StudyFolder, tmp_path: Path) -> None:
    """With --out the tables go there; without live participants they have a header alone."""
    rehearse.run(Namespace(study=small_study.path, listeners=1, seed=2))
    export.run(Namespace(study=small_study.path, out=tmp_path / "there", run_name="live"))

    assert [] == read_ratings(tmp_path / "there" / "ratings.csv")
