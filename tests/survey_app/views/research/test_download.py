import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from study.folder import StudyFolder
from study.tables import read_ratings, table_path
from survey_app.export import export_tables
from survey_app.operations.study_states import close_study, open_study
from survey_app.survey import Survey
from survey_app.walker import Walk


def test_looks_before_closing_are_counted(researcher, survey: Survey, small_study: StudyFolder, tmp_path: Path) -> None:
    """Each look at live answers counts until the study is closed, and one at a closed study once it is opened again."""

    def looks() -> int:
        return export_tables(small_study, tmp_path, "live").n_looks

    researcher.post("export", origin="live")
    researcher.post("export", origin="rehearsal")
    open_ = looks()
    said = researcher.get("download").text
    close_study(survey.database)
    closed = (looks(), looks())
    open_study(survey.database, survey.version_id)

    assert (2, (2, 2), 5) == (open_, closed, looks())
    assert "So far: 2 looks." in said


def test_the_download_is_the_data_set(
    researcher, walk: Callable[..., Walk], audited: Callable[[], list[str]], tmp_path: Path
) -> None:
    """The download is what 'ascolto export' writes of the run that was asked for; the audit says that it was taken."""
    walk()
    packed = {run: researcher.post("export", origin=run) for run in ("live", "rehearsal")}
    for run, reply in packed.items():
        zipfile.ZipFile(io.BytesIO(reply.content)).extractall(tmp_path / run)
    ratings = {run: read_ratings(table_path(tmp_path / run, "ratings")) for run in packed}

    assert {"live": 0, "rehearsal": 34} == {run: len(rows) for run, rows in ratings.items()}
    assert (tmp_path / "live" / "documentation" / "codebook.html").exists()
    assert "SIMULATED" in (tmp_path / "rehearsal" / "README.md").read_text()
    assert ["login", "export", "look at live answers", "export"] == audited()


def test_only_runs_there_are(researcher) -> None:
    """A run nobody knows is refused with a sentence."""
    assert 400 == researcher.post("export", origin="all").status_code
