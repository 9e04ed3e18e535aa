"""Download of the answers; before closing, live ones only as a look that is noted."""

import io
import tempfile
import zipfile
from pathlib import Path

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from study.dataset import write_dataset
from survey_app.errors import NotAllowed
from survey_app.export import rows_of
from survey_app.operations import audit
from survey_app.origins import ORIGINS
from survey_app.progress import progress_of_runs, standing_of_study
from survey_app.survey import current_survey

blueprint = Blueprint("download", __name__)


@blueprint.get("/download")
def page() -> ResponseReturnValue:
    """Offer what there is, and say what a look costs."""
    survey = current_survey()
    return render_template(
        "research/download.html",
        standing=standing_of_study(survey.database),
        n_looks=audit.n_looks(survey.database),
        progress=[one for one in progress_of_runs(survey) if one.n_started or one.n_earlier],
        languages=survey.languages,
    )


@blueprint.post("/export")
def export() -> ResponseReturnValue:
    """Download the data set of answers of one origin."""
    survey = current_survey()
    origin = next((one for one in ORIGINS if one == request.form.get("origin")), None)
    if origin is None:
        raise NotAllowed(_("Choose which answers to download."))
    audit.record(survey.database, "export", origin)
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        rows = rows_of(survey.database, origin, "download")
        study, version = survey.material.study, survey.material.version
        write_dataset(Path(folder), study, version, origin, rows.ratings, rows.listeners, rows.questionnaires)
        for path in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
            archive.write(path, path.relative_to(folder))
    name = f"ascolto-{origin}-{survey.material.version}.zip"
    return Response(
        packed.getvalue(),
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
