from argparse import Namespace

import pytest

from ascolto import close, open, serve
from study.folder import StudyFolder
from survey_app.export import open_database
from survey_app.material import read_material
from survey_app.operations.listening_sessions import open_listening_session
from survey_app.operations.study_versions import register_version
from survey_app.server import prepare


def test_closing_says_who_may_still_finish(kept_study: StudyFolder, capsys: pytest.CaptureFixture[str]) -> None:
    """With somebody in the middle the researcher learns how long to wait with the report."""
    prepare(kept_study)
    serve.begin(kept_study)
    open.run(Namespace(study=kept_study.path))
    database = open_database(kept_study)
    material = read_material(kept_study)
    open_listening_session(
        database, material, register_version(database, material), "key", language="en", device_class="phone"
    )
    database.close()
    close.run(Namespace(study=kept_study.path))

    assert "1 in the middle may go on for 60 minutes" in capsys.readouterr().out
