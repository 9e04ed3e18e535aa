"""How many digits the statistics share with R on random cases: ``python -m benchmarks.agreement``.

Needs ``Rscript`` with rstatix, car, effectsize, psych, ordinal and jsonlite. The cases and R's answers that
the test suite keeps (tests/data/r_cases) were written by ``--write``.
"""

import argparse
import json
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from analysis.agreement import icc, krippendorff_alpha
from analysis.assumptions import levene, shapiro_wilk
from analysis.columns import grouped
from analysis.contingency import chi_square_goodness_of_fit, chi_square_independence
from analysis.corrections import METHODS, adjust
from analysis.effect_sizes import cliffs_delta
from analysis.identification import confusion
from analysis.krippendorff import LEVELS
from analysis.mixed_models import cumulative_link_mixed
from analysis.rank_tests import conover, dunn, friedman, kruskal_wallis
from benchmarks.agreement_cases import Case, draw_cases

R_CASES = Path(__file__).parents[1] / "tests" / "data" / "r_cases"
MOST_DIGITS = 15.0
"""R's answers are written with fifteen significant digits."""

Answer = dict[str, Any]


def our_answer(case: Case) -> Answer:
    """Return our statistics for a case, under the names that R's answer has; None where there is none."""
    return globals()[f"_{case['kind']}"](case)


def _one_way(case: Case) -> Answer:
    columns = case["values"], case["groups"]
    whole, parts = kruskal_wallis(*columns), grouped(*columns).split()
    answer = {
        "n": whole.n, "kruskal_h": whole.statistic, "kruskal_p": whole.p_value,
        "epsilon_squared": whole.epsilon_squared, "eta_squared": whole.eta_squared,
        "shapiro_w": [shapiro_wilk(part).statistic for part in parts],
        "shapiro_p": [shapiro_wilk(part).p_value for part in parts],
    }  # fmt: skip
    for center in ("median", "mean"):
        spread = levene(*columns, center=center)
        answer |= {f"levene_{center}_f": spread.statistic, f"levene_{center}_p": spread.p_value}
    for method in METHODS:
        pairs = dunn(*columns, adjust=method).pairs
        answer[f"dunn_{method}"] = [pair.p_adjusted for pair in pairs]
        answer |= {"dunn_z": [pair.z for pair in pairs], "dunn_p": [pair.p_value for pair in pairs]}
    first = cliffs_delta(parts[0], parts[1])
    return answer | {"cliffs_delta": first.estimate, "cliffs_low": first.low, "cliffs_high": first.high}


def _blocked(case: Case) -> Answer:
    columns = case["values"], case["conditions"], case["blocks"]
    whole = friedman(*columns)
    answer = {
        "n_blocks": whole.n_blocks, "friedman_q": whole.statistic, "friedman_p": whole.p_value,
        "kendalls_w": whole.kendalls_w, "conover_p": [pair.p_value for pair in conover(*columns).pairs],
    }  # fmt: skip
    adjusted = {method: conover(*columns, adjust=method).pairs for method in METHODS}
    return answer | {f"conover_{method}": [pair.p_adjusted for pair in pairs] for method, pairs in adjusted.items()}


def _contingency(case: Case) -> Answer:
    plain, yates = (chi_square_independence(case["rows"], case["columns"], correction=on) for on in (False, True))
    return {
        "chi2": plain.statistic, "chi2_df": plain.df, "chi2_p": plain.p_value,
        "yates": yates.statistic, "yates_p": yates.p_value,
        "cramers_v": yates.cramers_v, "cramers_v_corrected": yates.cramers_v_corrected,
        "chi2_expected": plain.expected, "chi2_residuals": plain.residuals,
    }  # fmt: skip


def _fit(case: Case) -> Answer:
    found = chi_square_goodness_of_fit(case["counts"], case["expected"])
    return {"fit_chi2": found.statistic, "fit_p": found.p_value, "fit_residuals": found.residuals}


def _agreement(case: Case) -> Answer:
    forms = icc(case["ratings"]).forms.values()
    answer: Answer = {f"alpha_{level}": krippendorff_alpha(case["ratings"], level).estimate for level in LEVELS}
    names = {"icc": "estimate", "icc_low": "low", "icc_high": "high", "icc_p": "p_value"}
    return answer | {name: [getattr(form, field) for form in forms] for name, field in names.items() if forms}


def _confusion(case: Case) -> Answer:
    found = confusion(case["intended"], case["chosen"], case["classes"])
    return {
        "accuracy": found.accuracy, "kappa": found.kappa, "recall": found.recall, "hu": found.hu,
        "wilson_low": [bounds and bounds[0] for bounds in found.wilson],
        "wilson_high": [bounds and bounds[1] for bounds in found.wilson],
    }  # fmt: skip


def _adjusted(case: Case) -> Answer:
    return {f"adjust_{method}": adjust(case["p_values"], method) for method in METHODS}


def _mixed(case: Case) -> Answer:
    found = cumulative_link_mixed(**{name: value for name, value in case.items() if name != "kind"})
    if found.thresholds is None or found.coefficients is None or found.standard_errors is None:
        return {"names": [], "estimate": [], "standard_error": [], "log_likelihood": None}
    estimates = found.thresholds | found.coefficients
    return {
        "names": list(estimates), "estimate": list(estimates.values()),
        "standard_error": [found.standard_errors[name] for name in estimates],
        "log_likelihood": found.log_likelihood,
    }  # fmt: skip


def compared(case: Case, wanted: Answer) -> Iterator[tuple[str, Any, Any]]:
    """Yield every quantity of R's answer with ours, number by number."""
    ours = our_answer(case)
    for name, expected in wanted.items():
        expected_all, found_all = _as_list(expected), _as_list(ours[name])
        if len(expected_all) != len(found_all):
            yield name, expected, ours[name]
            continue
        yield from ((name, one, other) for one, other in zip(expected_all, found_all, strict=True))


def _as_list(value: Any) -> list[Any]:
    return np.ravel(value).tolist() if isinstance(value, (list, tuple, np.ndarray)) else [value]


def digits(expected: float, found: float) -> float:
    """Return to how many significant digits two numbers agree.

    Examples
    --------
    >>> round(digits(2.0, 2.002), 6)
    3.0
    """
    difference = abs(expected - found)
    # Below 1e-15 in size, p-values and effects are zero but for rounding.
    if difference <= 10**-MOST_DIGITS * max(1.0, abs(expected)):
        return MOST_DIGITS
    return max(0.0, float(-np.log10(difference / abs(expected)))) if expected else 0.0


def ask_r(cases: Iterable[Case], script: Path = R_CASES / "answers.R") -> dict[str, Any]:
    """Return R's answers to cases, with its versions."""
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder) / "cases.json", Path(folder) / "answers.json"
        asked.write_text(json.dumps(list(cases)), encoding="utf-8")
        subprocess.run(["Rscript", "--vanilla", str(script), str(asked), str(answered)], check=True)
        return json.loads(answered.read_text(encoding="utf-8"))


def main() -> None:
    """Print the table: quantity, how many numbers, fewest and median digits, and where one side has no number."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=14, help="cases of each kind (default: 14)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the cases (default: 1)")
    parser.add_argument("--write", type=Path, metavar="DIR", help="write cases.json and answers.json there")
    options = parser.parse_args()
    cases = list(draw_cases(np.random.default_rng(options.seed), options.cases))
    answered = ask_r(cases)
    packages = ", ".join(f"{name} {number}" for name, number in answered["packages"].items())
    print(f"{answered['made_with']}; {packages}; {len(cases)} cases, seed {options.seed}")
    agreed: dict[str, list[float]] = defaultdict(list)
    lone: dict[str, int] = defaultdict(int)
    for case, wanted in zip(cases, answered["answers"], strict=True):
        for name, expected, found in compared(case, wanted):
            if isinstance(expected, float | int) and isinstance(found, float | int):
                agreed[name].append(digits(expected, found))
            elif expected != found:
                lone[name] += 1
    for name in agreed | lone:
        fewest, middle = (min(agreed[name]), np.median(agreed[name])) if agreed[name] else (0, 0)
        print(f"{name:20s} {len(agreed[name]):6d} numbers  {fewest:5.1f} {middle:5.1f} digits  {lone[name] or '':>3}")
    if options.write:
        for name, content in (("cases", cases), ("answers", answered)):
            path = options.write / f"{name}.json"
            path.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")
            print(f"written: {path}")


if __name__ == "__main__":
    main()
