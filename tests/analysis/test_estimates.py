"""Intervals and p-values of the plan agree with each other, and speak about the unit that was asked for."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.estimates import estimate, kappa_per_answer
from analysis.identification import confusion
from analysis.intervals import mean_opinion_score


def crossed(n_listeners: int = 8, n_sounds: int = 6, seed: int = 1) -> pd.DataFrame:
    """Return ratings of listeners and sounds that each have an effect."""
    rng = np.random.default_rng(seed)
    listener, sound = np.divmod(np.arange(n_listeners * n_sounds), n_sounds)
    score = 3.4 + rng.normal(0, 0.5, n_listeners)[listener] + rng.normal(0, 0.5, n_sounds)[sound]
    return pd.DataFrame(
        {
            "participant": [f"p{one}" for one in listener],
            "unit": [f"s{one}" for one in sound],
            "score": score + rng.normal(0, 0.5, len(score)),
        }
    )


def test_the_generator_has_the_interval_of_the_mean_opinion_score():
    """Other listeners and other sounds: exactly the interval that covers both."""
    rows = crossed()
    found = estimate(rows["score"], rows, 3.0, "listener-and-sound")
    score = mean_opinion_score(rows["score"], rows["participant"], rows["unit"])

    assert (score.mean, score.low, score.high) == pytest.approx((found.value, found.low, found.high))
    assert (48, 8, 6) == (found.n, found.n_listeners, found.n_sounds)


def test_one_side_alone_is_the_t_interval_of_its_means():
    """In a complete design, these very sounds give Student's interval of listener means, and conversely."""
    rows = crossed()
    for unit, column in (("listener", "participant"), ("sound", "unit")):
        means = rows.groupby(column)["score"].mean()
        expected = stats.t.interval(0.95, len(means) - 1, means.mean(), stats.sem(means))
        found = estimate(rows["score"], rows, 3.0, unit)

        assert expected == pytest.approx((found.low, found.high))
        assert stats.ttest_1samp(means, 3.0).pvalue == pytest.approx(found.p_value)


def test_p_is_five_percent_where_the_interval_ends():
    """A criterion at the lower bound has p = .05: interval and p-value never contradict each other."""
    rows = crossed()
    low = estimate(rows["score"], rows, 3.0, "listener-and-sound").low

    assert estimate(rows["score"], rows, low, "listener-and-sound").p_value == pytest.approx(0.05)


@pytest.mark.parametrize("scale", ["points", "share", "kappa"])
def test_interval_and_p_agree_on_every_scale(scale):
    """The lower bound as criterion has p = .05 where the interval is symmetric on log odds or on z, too."""
    rows = crossed()
    hits = (rows["score"] > 3.0).astype(float)
    low = estimate(hits, rows, 0.5, "listener-and-sound", scale=scale).low

    assert estimate(hits, rows, low, "listener-and-sound", scale=scale).p_value == pytest.approx(0.05)


def test_shares_are_not_claimed_too_easily():
    """Where three of four answers are right, the lower bound exceeds the true share in 2.5 % of the studies or so."""
    rng = np.random.default_rng(11)
    listener, sound = np.divmod(np.arange(25 * 8), 8)
    rows = pd.DataFrame({"participant": listener.astype(str), "unit": sound.astype(str)})
    effects = rng.normal(0, 0.8, (20_000, 2)).sum(axis=1)
    true = float(np.mean(1 / (1 + np.exp(-1.3 - effects))))
    too_high = 0
    for _ in range(400):
        eta = 1.3 + rng.normal(0, 0.8, 25)[listener] + rng.normal(0, 0.8, 8)[sound]
        hits = pd.Series((rng.random(len(rows)) < 1 / (1 + np.exp(-eta))).astype(float))
        too_high += (estimate(hits, rows, true, "listener-and-sound", scale="share").low or 0.0) > true

    assert too_high / 400 <= 0.04  # 2.5 % and two standard errors


def test_the_generator_asks_for_more_than_either_side():
    """An interval for both is at least as wide as one for either."""
    rows = crossed()
    widths = {
        unit: found.high - found.low
        for unit in ("listener-and-sound", "listener", "sound")
        for found in [estimate(rows["score"], rows, 3.0, unit)]
    }

    assert widths["listener-and-sound"] >= max(widths["listener"], widths["sound"])


def test_shares_stay_between_0_and_1_and_unanimity_is_no_certainty():
    """Where everybody is right, Wilson's interval of the smaller side replaces one without width."""
    rows = crossed(n_listeners=8, n_sounds=6)
    hits = pd.Series(1.0, index=rows.index)
    found = estimate(hits, rows, 0.5, "listener-and-sound", scale="share")

    assert (1.0, 1.0) == (found.value, found.high)
    assert found.low == pytest.approx(6 / (6 + stats.norm.ppf(0.975) ** 2))
    hits.iloc[:2] = 0.0
    few_wrong = estimate(hits, rows, 0.5, "listener-and-sound", scale="share")
    assert few_wrong.low < few_wrong.value < few_wrong.high < 1.0
    assert few_wrong.high - few_wrong.value < few_wrong.value - few_wrong.low  # longer towards one half


def test_what_cannot_be_estimated_says_why():
    """No answers, one listener, and ratings that are all the same have a reason and no interval."""
    rows = crossed()
    alike = estimate(pd.Series(4.0, index=rows.index), rows, 3.0, "listener-and-sound")
    alone = estimate(rows["score"], rows.assign(participant="p1"), 3.0, "listener-and-sound")
    nobody = estimate(rows["score"].head(0), rows.head(0), 3.0, "listener-and-sound")

    assert [None] * 3 == [one.low for one in (alike, alone, nobody)]
    assert "all answers are the same" == alike.reason
    assert "it needs two listeners and two sounds, got 1 and 6" == alone.reason
    assert "there are no answers" == nobody.reason


def answers(intended: str, chosen: str, options: list[tuple[str, ...]]) -> pd.DataFrame:
    """Return class answers."""
    rows = pd.DataFrame({"intended": list(intended), "value": list(chosen), "options": options})
    return rows.assign(
        is_hit=(rows["intended"] == rows["value"]).astype(float), chance=[1 / len(one) for one in rows["options"]]
    )


def test_influences_average_to_cohens_kappa():
    """Where all classes are shown, the mean is Cohen's kappa of the confusion matrix."""
    intended, chosen = "aaaabbbbcccc", "aabcbbbaccca"
    rows = answers(intended, chosen, [("a", "b", "c")] * 12)

    assert confusion(list(intended), list(chosen), "abc").kappa == pytest.approx(kappa_per_answer(rows).mean())


def test_influences_have_the_known_standard_error():
    """The delta method gives Fleiss, Cohen and Everitt's (1969) standard error, as statsmodels has it."""
    from statsmodels.stats.inter_rater import cohens_kappa

    intended, chosen = "aaaaabbbbbccccc" * 4, "aaabcbbbacccaab" * 4
    rows = answers(intended, chosen, [("a", "b", "c")] * 60)
    reference = cohens_kappa(confusion(list(intended), list(chosen), "abc").matrix)

    assert reference.std_kappa == pytest.approx(kappa_per_answer(rows).std(ddof=0) / np.sqrt(60))


def test_drawn_options_take_exact_chance():
    """Guessing among two drawn options, one of them right, is kappa 0, however many classes there are."""
    rows = answers("abcd", "abdc", [("a", "b"), ("b", "c"), ("c", "d"), ("d", "c")])

    assert kappa_per_answer(rows).mean() == pytest.approx(0.0)


def test_complete_agreement_by_chance_has_no_kappa():
    """One class alone, always chosen: nothing can be told."""
    assert kappa_per_answer(answers("aaa", "aaa", [("a",)] * 3)) is None
