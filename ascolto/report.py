"""Test the ratings of a study and write report/report.html and report/results.json.

The survey exports both tables into report/data first. Without a database the tables that lie
there are analysed, and with --data those of any folder, such as what 'ascolto export' wrote, so
that a report can be written from CSV files alone.
"""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from ascolto.options import add_json, add_study
from stimuli.manifest import Manifest, read_manifest
from study.errors import StudyError
from study.folder import StudyFolder
from study.seal import seal_state
from study.tables import read_ratings, table_path

COLLECT = "Collect answers with 'ascolto serve', or rehearse with 'ascolto rehearse'."


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_study(parser)
    parser.add_argument(
        "--run",
        choices=("live", "rehearsal"),
        dest="run_name",
        help="whose answers (default: live ones where there are any, else the newest rehearsal)",
    )
    parser.add_argument(
        "--data", metavar="DIR", type=Path, help="analyse these tables (default: what the database holds)"
    )
    parser.add_argument(
        "--language", choices=("en", "it"), help="language of the report (default: the first language of the study)"
    )
    parser.add_argument(
        "--pdf", action="store_true", help="write report.pdf as well; Chromium or Chrome on this machine prints it"
    )
    add_json(parser)


def run(options: Namespace) -> None:
    """Export, analyse, write, and print where the report is and what it says."""
    from analysis.language import speaking
    from analysis.pdf import write_pdf
    from analysis.report import write_report
    from analysis.report_text import file_lines, report_lines

    folder = StudyFolder(options.study)
    study = folder.study
    data: Path = options.data or folder.report / "data"
    if options.data:
        run_name, n_looks = options.run_name or _run_in(folder, data), None
    else:
        run_name, n_looks = prepare_data(folder, data, options.run_name)
    files = write_report(
        study,
        folder.version(),
        data,
        folder.report,
        run_name,
        manifests_of(folder),
        options.language,
        n_looks=n_looks,
        seal=seal_state(folder),
    )
    paper = files.html.with_suffix(".pdf") if options.pdf else None
    if paper:
        write_pdf(files.html, paper)
    if options.json:
        print(json.dumps(files.results, indent=1, ensure_ascii=False))
        return
    with speaking(files.results["language"]):
        print(*report_lines(files.results, was_chosen=options.run_name is None), sep="\n")
        print(*file_lines(files.html, files.json, paper), sep="\n")


def prepare_data(folder: StudyFolder, data: Path, wanted: str | None) -> tuple[str, int | None]:
    """Let the survey export both tables.

    Parameters
    ----------
    folder : StudyFolder
        The study.
    data : pathlib.Path
        Folder for both tables; tables that are there already are kept where nothing is stored.
    wanted : {"live", "rehearsal"} or None
        None takes live answers where there are any.

    Returns
    -------
    run : {"live", "rehearsal"}
        Whose answers the tables hold.
    n_looks : int or None
        How often live answers were looked at before the study was closed, now included; None where
        that does not apply or is not known.

    Raises
    ------
    study.errors.StudyError
        There are no answers to analyse.
    """
    stored = _stored_answers(folder, data)
    if not any(stored.values()):
        return wanted or _run_in(folder, data), None
    run_name = wanted or ("live" if stored["live"] else "rehearsal")
    if not stored[run_name]:
        raise StudyError(folder.path, f"there are no answers of the {run_name} run yet", COLLECT)
    from survey_app.export import export_tables

    if run_name == "live":
        return run_name, export_tables(folder, data, "live", purpose="report").n_looks
    export_tables(folder, data, "rehearsal")
    return run_name, None


def manifests_of(folder: StudyFolder) -> dict[str, Manifest]:
    """Return the manifests of the sets that are there."""
    return {name: read_manifest(folder.manifest(name)) for name in folder.study.sets if folder.manifest(name).exists()}


def _stored_answers(folder: StudyFolder, data: Path) -> Mapping[str, int]:
    """Return how many answers of each run the database holds; none where the survey app is not installed."""
    try:
        from survey_app.export import stored_runs
    except ModuleNotFoundError:
        if table_path(data, "ratings").exists():
            return {}
        raise
    return {name: stored.n_answers for name, stored in stored_runs(folder).items()}


def _run_in(folder: StudyFolder, data: Path) -> str:
    """Return whose answers lie in a folder: live ones where there are any."""
    path = table_path(data, "ratings")
    if not path.exists():
        raise StudyError(folder.path, "there are no answers yet", COLLECT)
    return "live" if any(row.run == "live" for row in read_ratings(path)) else "rehearsal"
