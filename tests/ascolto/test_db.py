import sqlite3
from pathlib import Path

import pytest

from ascolto.__main__ import main
from study.folder import StudyFolder


def test_up_back_up_and_down(small_study: StudyFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The three actions do what they say, name the database, and end with status 0."""
    study = ["--study", str(small_study.path)]
    statuses = [
        main(["db", "upgrade", *study]),
        main(["db", "backup", str(tmp_path / "copy.db"), *study]),
        main(["db", "downgrade", "base", *study]),
    ]
    up, copied, down = capsys.readouterr().out.splitlines()
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    copy.close()

    assert [0, 0, 0] == statuses
    assert up.startswith(f"sqlite:///{small_study.path / 'ascolto.db'}: at revision 20")
    assert copied == f"{tmp_path / 'copy.db'}: {(tmp_path / 'copy.db').stat().st_size} bytes"
    assert down.endswith("at revision base")
    assert {"answer", "trial", "participant"} <= tables


def test_a_copy_says_what_it_copied(
    small_study: StudyFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rows are counted table by table; a target with rows, and a URL that is none, are one line."""
    study = ["--study", str(small_study.path)]
    main(["rehearse", "--listeners", "1", *study])
    capsys.readouterr()
    status = main(["db", "copy", f"sqlite:///{tmp_path / 'other.db'}", *study])
    said = capsys.readouterr().out
    refused = [main(["db", "copy", url, *study]) for url in (f"sqlite:///{tmp_path / 'other.db'}", "nonsense")]
    errors = capsys.readouterr().err.splitlines()

    assert (0, [2, 2]) == (status, refused)
    assert "participant: 1 rows\n" in said
    assert said.endswith(f"the same rows as sqlite:///{small_study.path / 'ascolto.db'}\n")
    assert [True, True] == ["holds rows already" in errors[0], errors[1].startswith("error: URL: not a database URL")]


def test_postgresql_goes_up_and_down_and_has_its_own_backup(
    small_study: StudyFolder,
    own_schema: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The same actions by DATABASE_URL; a backup is refused in one line that names pg_dump."""
    monkeypatch.setenv("DATABASE_URL", own_schema)
    actions = (["upgrade"], ["downgrade", "base"], ["backup", str(tmp_path / "copy")])
    statuses = [main(["db", *action, "--study", str(small_study.path)]) for action in actions]
    said = capsys.readouterr()
    up, down = said.out.splitlines()

    assert [0, 0, 2] == statuses
    assert ["postgresql" in up, ": at revision 20" in up, down.endswith("at revision base")] == [True, True, True]
    assert said.err.endswith("this command copies SQLite only. Use pg_dump for PostgreSQL.\n")


def test_ids_of_panels_are_forgotten(kept_study: StudyFolder, capsys: pytest.CaptureFixture[str]) -> None:
    """How many there were is said; what is deleted, test_panel looks at."""
    assert 0 == main(["db", "forget-ids", "--study", str(kept_study.path)])
    assert capsys.readouterr().out.endswith(": 0 ids of panels deleted\n")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["db", "downgrade", "1999"], "error: sqlite:///"),
        (["db", "backup", "/dev/null/x"], "there is no database yet"),
        (["serve", "--port", "99999"], "error: 0.0.0.0:99999:"),
        (["rehearse", "--listeners", "0"], "error: --listeners:"),
        (["export"], "the tables are at revision ''"),
    ],
)
def test_wrong_requests_are_one_line(
    small_study: StudyFolder, capsys: pytest.CaptureFixture[str], arguments: list[str], line: str
) -> None:
    """Each mistake is one line on standard error, with status 2 and no traceback."""
    status = main([*arguments, "--study", str(small_study.path)])
    said = capsys.readouterr().err

    assert 2 == status
    assert line in said
    assert said.startswith("error: ")
    assert 1 == len(said.splitlines())
