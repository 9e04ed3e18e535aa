"""What the analysis does on this machine, beside its peers in the same run: ``python -m benchmarks.analysis``.

Peers: scikit-posthocs, pingouin, statsmodels, SciPy, a loop over data frames, and R's rstatix and
ordinal where ``Rscript`` is installed. Ours and theirs take turns, the median of the turns counts, and
ratios are taken within the run, so that other programs on the machine disturb both alike. Starting
R and reading the table are left out of its times. Nothing here is asserted in the test suite.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import pingouin
import scikit_posthocs
from scipy import stats
from statsmodels.miscmodels.ordinal_model import OrderedModel

from analysis.bootstrap import two_way_bootstrap
from analysis.cell_statistics import GroupDelta
from analysis.contingency import chi_square_independence
from analysis.effect_sizes import cliffs_delta
from analysis.mixed_models import cumulative_link_mixed
from analysis.rank_tests import conover, dunn, friedman, kruskal_wallis

SIZES = (1_000, 100_000, 1_000_000)
N_GROUPS = 6
R_SCRIPT = """
suppressMessages({library(rstatix); library(ordinal); library(jsonlite)})
arguments <- commandArgs(trailingOnly = TRUE); turns <- as.integer(arguments[2])
d <- read.csv(arguments[1], stringsAsFactors = TRUE); d$block <- factor(d$block)
middle <- function(run) median(sapply(seq_len(turns), function(i) system.time(run())[3]))
quiet <- function(x) invisible(suppressWarnings(suppressMessages(x)))
out <- if (arguments[3] == "ranks") {
  m <- tapply(d$rating, list(d$block, d$group), mean); m <- m[stats::complete.cases(m), ]
  list(kruskal = middle(function() kruskal.test(rating ~ group, d)),
       dunn = middle(function() quiet(dunn_test(d, rating ~ group))),
       friedman = middle(function() friedman.test(m)))
} else {
  d$rating <- ordered(d$rating); d$stimulus <- factor(d$stimulus); m <- NULL
  seconds <- middle(function() m <<- clmm(as.formula(arguments[4]), data = d))
  list(seconds = seconds, estimate = unname(m$beta), log_likelihood = as.numeric(logLik(m)))
}
cat(toJSON(out, auto_unbox = TRUE, digits = 8))
"""


@dataclass
class Line:
    """One line of the table; `is_met` is None where no target is set."""

    what: str
    ours: str
    theirs: str
    target: str = ""
    is_met: bool | None = None


def ratings(n: int, n_blocks: int = 100, seed: int = 0) -> pd.DataFrame:
    """Return five-point ratings with effects of groups, listeners (blocks) and sounds."""
    rng = np.random.default_rng(seed)
    row = np.arange(n)
    group, block = row % N_GROUPS, row // N_GROUPS % n_blocks
    stimulus = row // (N_GROUPS * n_blocks) % 50
    score = 3 + 0.1 * group + rng.normal(0, 0.6, n_blocks)[block] + rng.normal(0, 0.4, 50)[stimulus]
    rating = np.clip(np.round(score + rng.normal(0, 0.9, n)), 1, 5).astype(int)
    names = np.array([f"group {number}" for number in range(N_GROUPS)])
    return pd.DataFrame({"rating": rating, "group": names[group], "block": block, "stimulus": stimulus})


def median_of_turns(n_turns: int, *runs: Callable[[], object]) -> list[float]:
    """Run several things in turns; return the median wall time of each, in seconds."""
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(n_turns):
        for at, run in enumerate(runs):
            start = time.perf_counter()
            run()
            times[at].append(time.perf_counter() - start)
    return [statistics.median(one) for one in times]


def seconds(value: float) -> str:
    """Write a duration with three figures."""
    return f"{value:.3g} s" if value >= 0.1 else f"{1000 * value:.3g} ms"


def against(what: str, ours_s: float, peers: dict[str, float], target: float = 0, judge: str = "") -> Line:
    """Compare with peers; the target is a ratio to one of them."""
    shown = ", ".join(f"{name} {seconds(s)} ({s / ours_s:.3g} times)" for name, s in peers.items())
    if not target:
        return Line(what, seconds(ours_s), shown)
    return Line(what, seconds(ours_s), shown, f">= {target:g} times {judge}", peers[judge] >= target * ours_s)


def in_r(table: pd.DataFrame, *arguments: str) -> dict[str, float]:
    """Run the script of R on a table; return what it says, nothing where R or a package is missing."""
    if shutil.which("Rscript") is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ratings.csv"
        table.to_csv(path, index=False)
        found = subprocess.run(
            ["Rscript", "--vanilla", "-e", R_SCRIPT, str(path), *arguments], capture_output=True, text=True, check=False
        )
    if found.returncode:
        print(f"R is left out: {found.stderr.strip().splitlines()[-1]}")
        return {}
    return json.loads(found.stdout)


def rank_tests(n: int, n_turns: int) -> list[Line]:
    """Time Kruskal-Wallis, Dunn, Friedman and Conover on n ratings."""
    table = ratings(n)
    samples = [part.to_numpy() for _, part in table.groupby("group")["rating"]]
    means = table.groupby(["block", "group"])["rating"].mean().unstack().dropna().to_numpy()
    r = {name: {"R": s} for name, s in in_r(table, str(n_turns), "ranks").items()}

    def of_blocks() -> pd.DataFrame:
        return table.groupby(["block", "group"])["rating"].mean().reset_index()

    kruskal = median_of_turns(
        n_turns,
        lambda: kruskal_wallis(table["rating"], table["group"]),
        lambda: stats.kruskal(*samples),
        lambda: pingouin.kruskal(table, "rating", "group"),
    )
    pairs = median_of_turns(
        n_turns,
        lambda: dunn(table["rating"], table["group"]),
        lambda: scikit_posthocs.posthoc_dunn(table, "rating", "group", p_adjust="holm"),
    )
    blocked = median_of_turns(
        n_turns,
        lambda: friedman(table["rating"], table["group"], table["block"]),
        lambda: stats.friedmanchisquare(*means.T),
        lambda: pingouin.friedman(of_blocks(), "rating", "group", "block"),
    )
    pairs_of_blocks = median_of_turns(
        n_turns,
        lambda: conover(table["rating"], table["group"], table["block"]),
        lambda: scikit_posthocs.posthoc_conover_friedman(
            of_blocks(), y_col="rating", group_col="group", block_col="block", block_id_col="block", melted=True
        ),
    )
    return [
        against(
            f"Kruskal-Wallis, {n:,} ratings",
            kruskal[0],
            {"SciPy without labels": kruskal[1], "pingouin": kruskal[2], **_named("R", r.get("kruskal"))},
        ),
        against(
            f"Dunn, {n:,} ratings",
            pairs[0],
            {"posthoc_dunn": pairs[1], **_named("rstatix", r.get("dunn"))},
            5,
            "posthoc_dunn",
        ),
        against(
            f"Friedman, {n:,} ratings",
            blocked[0],
            {"SciPy on means": blocked[1], "pingouin": blocked[2], **_named("R on means", r.get("friedman"))},
        ),
        against(f"Conover, {n:,} ratings", pairs_of_blocks[0], {"scikit-posthocs": pairs_of_blocks[1]}),
    ]


def _named(name: str, found: dict[str, float] | None) -> dict[str, float]:
    return {name: found["R"]} if found else {}


def contingency(n: int, n_turns: int) -> list[Line]:
    """Time chi-square on two columns of 21 classes."""
    rng = np.random.default_rng(1)
    classes = np.array([f"class {number:02d}" for number in range(21)])
    intended = classes[rng.integers(0, 21, n)]
    chosen = np.where(rng.random(n) < 0.3, intended, classes[rng.integers(0, 21, n)])
    table = pd.DataFrame({"intended": intended, "chosen": chosen})
    ours, scipys, pingouins = median_of_turns(
        n_turns,
        lambda: chi_square_independence(table["intended"], table["chosen"]),
        lambda: stats.chi2_contingency(pd.crosstab(table["intended"], table["chosen"]), correction=False),
        lambda: pingouin.chi2_independence(table, "intended", "chosen", correction=False),
    )
    return [
        against(
            f"chi-square, 21 classes, {n:,} answers" + (" and random tables" if n < 5 * 21 * 21 else ""),
            ours,
            {"pandas and SciPy": scipys, "pingouin": pingouins},
        )
    ]


def bootstrap(n: int, n_turns: int) -> list[Line]:
    """Time Cliff's delta over listeners and sounds; the loop runs a few resamples and is scaled up."""
    table = ratings(n)
    n_resamples, n_looped = 2000, 20 if n <= 10_000 else 2
    statistic = GroupDelta("rating", "group", "group 0", "group 1")

    def rebuilt(rows: pd.DataFrame) -> float:
        first, second = (rows.loc[rows["group"] == name, "rating"] for name in ("group 0", "group 1"))
        return cliffs_delta(first, second).estimate or 0.0

    def by_counts() -> object:
        return two_way_bootstrap(statistic, table, "block", "stimulus", n_resamples=n_resamples, rng=1)

    def by_loop() -> object:
        return two_way_bootstrap(rebuilt, table, "block", "stimulus", n_resamples=n_looped, rng=1)

    ours, looped = median_of_turns(n_turns, by_counts, by_loop)
    what = f"two-way bootstrap, {n_resamples} resamples, {n:,} ratings"
    # The loop also computes the estimate once.
    peer = {f"data-frame loop (scaled from {n_looped})": looped * n_resamples / (n_looped + 1)}
    return [against(what, ours, peer, 100, next(iter(peer)))]


def mixed_models(n_turns: int) -> list[Line]:
    """Time the mixed model at 5,000 ratings of 100 listeners and 50 sounds, and the model without random effects."""
    rng = np.random.default_rng(0)
    listener, stimulus = (axis.ravel() for axis in np.meshgrid(np.arange(100), np.arange(50), indexing="ij"))
    is_new = (listener + stimulus) % 2
    eta = is_new + rng.normal(0, 1, 100)[listener] + rng.normal(0, 0.7, 50)[stimulus]
    rating = np.digitize(eta + rng.logistic(size=len(eta)), [-2, -0.5, 0.7, 2]) + 1
    table = pd.DataFrame({"rating": rating, "group": np.where(is_new, "new", "base"), "block": listener})
    table["stimulus"] = stimulus
    group = {"group": table["group"]}
    lines = []
    for words, slopes, term in (
        ("crossed intercepts", (), "(1 | block) + (1 | stimulus)"),
        ("slopes of both", ("group",), "(1 + group | block) + (1 + group | stimulus)"),
    ):
        found = cumulative_link_mixed(rating, group, listener, stimulus, slopes, slopes)
        (ours,) = median_of_turns(
            n_turns, partial(cumulative_link_mixed, rating, group, listener, stimulus, slopes, slopes)
        )
        # One turn of clmm: it takes from half a minute to several minutes.
        r = in_r(table, "1", "model", f"rating ~ group + {term}") if not slopes else {}
        peers = {"ordinal::clmm": r["seconds"]} if r else {}
        line = against(f"mixed model, 5,000 ratings, {words}", ours, peers)
        line.target, line.is_met = "< 10 s", ours < 10
        if r and found.log_likelihood is not None:
            line.theirs += f", log-likelihoods {abs(found.log_likelihood - r['log_likelihood']):.0e} apart"
        lines.append(line)
    dummies = (table["group"] == "new").astype(float).to_frame()
    ours, theirs = median_of_turns(
        n_turns,
        lambda: cumulative_link_mixed(rating, group),
        lambda: OrderedModel(pd.Series(pd.Categorical(rating, ordered=True)), dummies, distr="logit").fit(
            method="bfgs", disp=False
        ),
    )
    return [*lines, against("ordinal model without random effects, 5,000 ratings", ours, {"statsmodels": theirs})]


REPORT = """
import pickle, resource, sys, time
from pathlib import Path
from analysis.report import write_report
study, manifests = pickle.loads(Path(sys.argv[1], "study.pickle").read_bytes())
start = time.perf_counter()
write_report(study, "0" * 12, Path(sys.argv[1]), Path(sys.argv[1]) / "out", "rehearsal", manifests)
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def report(n: int) -> list[Line]:
    """Time a whole report in a process of its own, so that its peak memory is known."""
    from benchmarks.big_study import write_big_study

    with tempfile.TemporaryDirectory() as folder:
        n_answers, n_listeners = write_big_study(Path(folder), n)
        found = subprocess.run(
            [sys.executable, "-c", REPORT, folder], capture_output=True, text=True, check=True, cwd=Path.cwd()
        )
    wall, peak = found.stdout.split()
    # macOS counts bytes, Linux kibibytes.
    peak_gb = int(peak) / (1e9 if sys.platform == "darwin" else 1e9 / 1024)
    what = f"whole report, {n_answers:,} answers of {n_listeners:,} listeners"
    return [
        Line(what, f"{float(wall):.1f} s", f"peak memory {peak_gb:.2f} GB", "< 20 s", float(wall) < 20),
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=5, help="turns, of which the median counts (default: 5)")
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="largest number of ratings (default: 1000000)")
    parser.add_argument("--report", type=int, default=100_000, help="answers in the report (default: 100000)")
    parts = ("ranks", "contingency", "bootstrap", "models", "report")
    parser.add_argument("--only", choices=parts, help="one part of the table")
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # what peers say about low counts
    peers = ", ".join(f"{name} {version(name)}" for name in ("scikit-posthocs", "pingouin", "statsmodels", "scipy"))
    has_r = "with R" if shutil.which("Rscript") else "without R"
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{peers}, {has_r}")
    sizes = [n for n in SIZES if n <= options.largest]
    steps: dict[str, list[Callable[[], list[Line]]]] = {
        "ranks": [partial(rank_tests, n, options.turns) for n in sizes],
        "contingency": [partial(contingency, n, options.turns) for n in sizes],
        "bootstrap": [partial(bootstrap, n, options.turns) for n in sizes],
        "models": [lambda: mixed_models(options.turns)],
        "report": [lambda: report(options.report)],
    }
    for part in parts if options.only is None else (options.only,):
        for step in steps[part]:
            for line in step():
                met = {True: "met", False: "MISSED", None: ""}[line.is_met]
                print(f"{met:6s}  {line.what:52s}  {line.ours:>9s}  {line.theirs}  {line.target}", flush=True)


if __name__ == "__main__":
    main()
