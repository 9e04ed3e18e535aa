"""What a report says on a terminal: whose answers, the verdicts, the findings, and where the files are."""

from collections.abc import Iterator
from pathlib import Path

from analysis.language import gettext as _
from analysis.language import ngettext
from analysis.results_file import Results
from analysis.wording import answers_text, whole

_VERDICT = 14
"""Columns that the longest verdict fills."""


def report_lines(found: Results, was_chosen: bool) -> Iterator[str]:
    """Yield the lines of a report, in the language that is spoken.

    Parameters
    ----------
    found : mapping
        The results of a study.
    was_chosen : bool
        Whether nobody named the run, so that the line says why it is this one.
    """
    n, is_live = found["participants"]["n_answers"], found["run"] == "live"
    whose = answers_text(n)
    if found["is_simulated"]:
        whose = ngettext(
            "{n} SIMULATED answer of synthetic listeners", "{n} SIMULATED answers of synthetic listeners", n
        ).format(n=whole(n))
    run = _("live run") if is_live else _("rehearsal run")
    why = _("there are live answers") if is_live else _("there are no live answers")
    yield f"{whose}, {run} ({why})" if was_chosen else f"{whose}, {run}"
    yield ""
    for one in found["verdicts"]:
        yield f"{_(one['verdict']):<{_VERDICT}} {one['claim']}. {one['sentence']} {one['caution']}".rstrip()
    yield found["seal"]["sentence"]
    yield ""
    for finding in found["findings"]:
        yield f"- {finding['sentence']}"
    yield ""


def file_lines(html: Path, json: Path, paper: Path | None = None) -> Iterator[str]:
    r"""Yield a line for each file that was written.

    Examples
    --------
    >>> print(*file_lines(Path("report.html"), Path("results.json"), Path("report.pdf")), sep="\n")
    report:  report.html
    numbers: results.json
    paper:   report.pdf
    """
    names = {_("report:"): html, _("numbers:"): json, _("paper:"): paper}
    width = max(map(len, names))
    for name, path in names.items():
        if path is not None:
            yield f"{name:<{width}} {path}"
