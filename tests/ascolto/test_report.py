"""`ascolto report` exports, analyses, and says where the report is and what it says."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import study.examples
from analysis.simulated_study import simulate_ratings
from ascolto.__main__ import main
from ascolto.report import prepare_data
from stimuli.manifest import read_manifest
from study.errors import StudyError
from study.folder import StudyFolder
from study.tables import ListenerRow, RatingRow, read_ratings, write_table

WITHOUT_THE_SURVEY = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"flask", "sqlalchemy", "alembic", "torch"}:
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)

sys.meta_path.insert(0, Refuse())
from ascolto.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def folder_with_tables(small_study):
    """Give a study folder with simulated tables in report/data and without a database."""
    manifests = {name: read_manifest(small_study.manifest(name)) for name in small_study.study.sets}
    ratings, listeners = simulate_ratings(small_study.study, manifests, 12, seed=1, version=small_study.version())
    write_table(small_study.report / "data" / "ratings.csv", ratings, RatingRow)
    write_table(small_study.report / "data" / "listeners.csv", listeners, ListenerRow)
    return small_study


def test_tables_alone_make_a_report(folder_with_tables, capsys):
    """Without a database the tables in report/data are analysed."""
    status = main(["report", "--study", str(folder_with_tables.path)])
    shown = capsys.readouterr().out
    report = folder_with_tables.report

    assert 0 == status
    assert "SIMULATED answers of synthetic listeners, rehearsal run (there are no live answers)" in shown
    assert f"report:  {report / 'report.html'}\nnumbers: {report / 'results.json'}\n" in shown
    assert (report / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_language_can_be_chosen(folder_with_tables, capsys):
    """--language it speaks Italian in the file and on the terminal."""
    assert 0 == main(["report", "--study", str(folder_with_tables.path), "--language", "it"])

    assert '<html lang="it">' in (folder_with_tables.report / "report.html").read_text(encoding="utf-8")
    shown = capsys.readouterr().out
    assert "risposte SIMULATE di ascoltatori sintetici, prova generale (non ci sono risposte reali)" in shown
    assert "NON CONCLUSIVA" in shown
    assert f"\nrapporto: {folder_with_tables.report / 'report.html'}\nnumeri:   " in shown


@pytest.mark.browser
def test_paper_lies_beside_the_page(folder_with_tables, capsys):
    """--pdf writes report.pdf and says where it is."""
    main(["report", "--study", str(folder_with_tables.path), "--pdf"])
    pdf = folder_with_tables.report / "report.pdf"

    assert f"paper:   {pdf}\n" in capsys.readouterr().out
    assert pdf.read_bytes().startswith(b"%PDF-")


def test_json_is_what_stands_in_the_file(folder_with_tables, capsys):
    """--json prints results.json."""
    main(["report", "--study", str(folder_with_tables.path), "--json"])

    assert json.loads((folder_with_tables.report / "results.json").read_text()) == json.loads(capsys.readouterr().out)


def test_tables_are_enough_where_the_survey_is_not_installed(folder_with_tables):
    """The analysis extra alone reports from CSV files."""
    run = [sys.executable, "-c", WITHOUT_THE_SURVEY, "report", "--study", str(folder_with_tables.path)]
    done = subprocess.run(run, capture_output=True, text=True, check=False)

    assert ("", 0) == (done.stderr, done.returncode)
    assert (folder_with_tables.report / "results.json").exists()


def test_without_answers_there_is_one_line(small_study, capsys):
    """The message says how to get some."""
    status = main(["report", "--study", str(small_study.path)])

    assert 2 == status
    assert "there are no answers yet. Collect answers with 'ascolto serve'" in capsys.readouterr().err


def test_a_run_without_answers_is_refused(folder_with_tables, capsys):
    """Live answers cannot be made of a rehearsal."""
    status = main(["report", "--study", str(folder_with_tables.path), "--run", "live"])

    assert 2 == status
    assert "there are no answers of the live run" in capsys.readouterr().err


def test_answers_of_the_database_replace_the_tables(served_folder, served_study, tmp_path):
    """A walker's live answers are exported into report/data, and taken by default; each look at them is counted."""
    from survey_app.walker import Manner, Walker

    def middle(_sound, question):
        return "3" if question["kind"] == "rating" else question["options"][0]["value"]

    walk = Walker(served_study, middle, manner=Manner(listens_in_real_time=True, leaves_after=5)).take()
    data = tmp_path / "data"

    run, n_looks = prepare_data(served_folder, data, None)
    rows = read_ratings(data / "ratings.csv")
    assert ("live", {"live"}) == (run, {row.run for row in rows})
    assert ("live", (n_looks or 0) + 1) == prepare_data(served_folder, data, None)
    assert len(walk.stored) <= len(rows)
    with pytest.raises(StudyError, match="there are no answers of the rehearsal run yet"):
        prepare_data(StudyFolder(served_folder.path), data, "rehearsal")


def test_a_study_of_the_slides_without_stimuli_says_what_is_missing(tmp_path, capsys):
    """A new study folder has nothing to report on."""
    folder = Path(shutil.copytree(Path(study.examples.__file__).parent / "slides", tmp_path / "slides"))

    assert 2 == main(["report", "--study", str(folder)])
    assert "there are no answers yet" in capsys.readouterr().err


def test_the_seal_of_the_plan_stands_in_the_report(folder_with_tables, capsys):
    """Absent, sealed, and changed since with the criterion that moved: on the screen, in results and page."""
    path = folder_with_tables.path / "study.toml"
    hypothesis = '\n[[hypotheses]]\nid = "good"\nquestion = "quality"\ntest = "mean"\ncriterion = 3.0\n'
    path.write_text(path.read_text(encoding="utf-8") + hypothesis, encoding="utf-8")

    def reported():
        assert 0 == main(["report", "--study", str(path.parent)])
        found = json.loads((folder_with_tables.report / "results.json").read_text(encoding="utf-8"))
        assert found["seal"]["sentence"] in capsys.readouterr().out
        return found["seal"]["status"], found["hypotheses"][0]["is_planned"], found["seal"]["changes"]

    assert ("absent", False, []) == reported()
    main(["seal", "--study", str(path.parent)])
    assert ("sealed", True, []) == reported()
    path.write_text(path.read_text(encoding="utf-8").replace("criterion = 3.0", "criterion = 2.0"), encoding="utf-8")
    assert ("changed", False, ["hypothesis 'good': criterion (3 → 2)"]) == reported()
    assert "criterion (3 → 2)" in (folder_with_tables.report / "report.html").read_text(encoding="utf-8")
