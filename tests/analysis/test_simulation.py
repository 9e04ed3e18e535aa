"""Synthetic listeners are reproducible, answer within what is asked, and differ as the model says."""

from collections import Counter
from statistics import mean, pstdev

import pytest

from analysis.simulation import ListenerModel
from stimuli.manifest import Stimulus
from study.study_file import CANNOT_TELL, ClassQuestion, RatingQuestion, Translated, TranslatedLabels

QUALITY = RatingQuestion(
    id="quality",
    kind="rating",
    prompt=Translated(en="How good?"),
    labels=TranslatedLabels(en=("Bad", "Poor", "Fair", "Good", "Excellent")),
)
SMOOTHNESS = QUALITY.model_copy(update={"id": "smoothness"})
CLASS = ClassQuestion(id="class", kind="class", prompt=Translated(en="Which?"))
OPTIONS = ("cello", "flute", "oboe", "violin")


def sound(number: int = 1, condition: str = "R2", **fields: object) -> Stimulus:
    """Return a flute sound."""
    given = {
        "id": f"s{number}-{condition}",
        "file": "s.flac",
        "sha256": "0" * 64,
        "duration_s": 4.0,
        "loudness_lufs": -23.0,
        "condition": condition,
        "source": f"sound-{number}",
        "intended_start": "flute",
    }
    return Stimulus.model_validate(given | fields)


def ratings(condition: str, question: RatingQuestion = QUALITY, n: int = 400) -> list[int]:
    """Return ratings of one condition: twenty listeners, n / 20 sounds."""
    model = ListenerModel(seed=3)
    return [
        int(model.listener(listener).answer(sound(number, condition), question, ()))
        for listener in range(20)
        for number in range(n // 20)
    ]


def test_same_seed_and_number_are_the_same_listener_in_any_order():
    """An answer depends on what is asked, not on what was asked before."""
    one, other = ListenerModel(seed=5).listener(2), ListenerModel(seed=5).listener(2)
    forwards = [one.answer(sound(number), QUALITY, ()) for number in range(30)]
    backwards = [other.answer(sound(number), QUALITY, ()) for number in reversed(range(30))]

    assert forwards == backwards[::-1]


def test_another_seed_gives_other_answers():
    """The seed decides everything random."""
    answers = [
        [ListenerModel(seed=seed).listener(0).answer(sound(number), QUALITY, ()) for number in range(30)]
        for seed in (1, 2)
    ]

    assert answers[0] != answers[1]


def test_conditions_are_rated_in_the_stated_order():
    """Recording above reconstruction above draw; continuous paths far above the hard switch."""
    assert mean(ratings("R0")) > mean(ratings("R2")) > mean(ratings("R3"))
    assert mean(ratings("spherical", SMOOTHNESS)) - mean(ratings("hard-switch", SMOOTHNESS)) > 1


def test_listeners_and_sounds_differ():
    """Means of listeners and of sounds spread more than chance alone would make them."""
    scores = ratings("R2", n=400)
    of_listeners = [mean(scores[20 * at : 20 * at + 20]) for at in range(20)]
    of_sounds = [mean(scores[at::20]) for at in range(20)]
    by_chance = 0.8 / 20**0.5  # the residual's standard deviation and what rounding adds

    assert pstdev(of_listeners) > 1.5 * by_chance
    assert pstdev(of_sounds) > 1.5 * by_chance


@pytest.mark.parametrize("n_points", [2, 7])
def test_ratings_use_the_scale_that_is_asked(n_points):
    """A scale of other length is used from end to end and never left."""
    labels = TranslatedLabels(en=tuple(map(str, range(n_points))))
    question = QUALITY.model_copy(update={"labels": labels})
    given = {
        ListenerModel(seed=1).listener(listener).answer(sound(number, condition), question, ())
        for listener in range(10)
        for number in range(20)
        for condition in ("R0", "L2")
    }

    assert {str(point) for point in range(1, n_points + 1)} == given


def test_practice_examples_are_heard_as_what_they_are():
    """The clear good example is rated far above the clear bad one."""
    scores = {
        is_good: mean(
            int(ListenerModel(seed=1).listener(number).answer(sound(1, "", is_good_example=is_good), QUALITY, ()))
            for number in range(30)
        )
        for is_good in (True, False)
    }

    assert scores[True] - scores[False] > 2


def chosen(options: tuple[str, ...] = OPTIONS, **fields: object) -> list[tuple[int, str]]:
    """Return (sound, choice) of thirty listeners and twenty sounds."""
    model = ListenerModel(seed=4)
    return [
        (number, model.listener(listener).answer(sound(number, "R3", **fields), CLASS, options))
        for listener in range(30)
        for number in range(20)
    ]


def test_classes_are_mostly_heard_right_and_never_invented():
    """The share of right answers is near the stated one; every answer is an option."""
    answers = [choice for _, choice in chosen()]

    assert set(answers) <= set(OPTIONS)
    assert 0.5 < mean(choice == "flute" for choice in answers) < 0.75


def test_cannot_tell_is_chosen_only_where_it_is_offered():
    """A question without the option never gets the answer, one with it sometimes does."""
    assert CANNOT_TELL not in {choice for _, choice in chosen()}
    assert CANNOT_TELL in {choice for _, choice in chosen((*OPTIONS, CANNOT_TELL))}


def test_who_knows_nothing_doubts_and_guesses_whatever_the_class_is():
    """Without knowledge, "cannot tell" and the right answer are as frequent as doubt and luck make them."""
    model = ListenerModel(seed=4, hit_rates={"R3": 1e-9}, lapse=0.0)
    options = (*OPTIONS, CANNOT_TELL)
    answers = Counter(
        model.listener(listener).answer(sound(number, "R3"), CLASS, options)
        for listener in range(20)
        for number in range(200)
    )

    assert 0.2 == pytest.approx(answers[CANNOT_TELL] / 4000, abs=0.02)
    assert 0.8 / 4 == pytest.approx(answers["flute"] / 4000, abs=0.05)  # 200 sounds, each of which attracts a class


def test_right_answers_are_as_frequent_as_stated_with_luck_and_doubt():
    """The hit rate is that of all answers: knowing and lucky guesses together."""
    model = ListenerModel(seed=4, hit_rates={"R3": 0.5}, lapse=0.0, listener_logit_sd=0.0, sound_logit_sd=0.0)
    for options in (OPTIONS, (*OPTIONS, CANNOT_TELL)):
        answers = [
            model.listener(listener).answer(sound(number, "R3"), CLASS, options)
            for listener in range(20)
            for number in range(200)
        ]

        assert 0.5 == pytest.approx(mean(answer == "flute" for answer in answers), abs=0.05)


def test_wrong_answers_to_one_sound_agree():
    """Each sound attracts its own wrong class: confusions of one sound go to it far more often than to a third each."""
    wrong: dict[int, Counter[str]] = {}
    for number, choice in chosen():
        if choice != "flute":
            wrong.setdefault(number, Counter())[choice] += 1
    shares = [counts.most_common(1)[0][1] / counts.total() for counts in wrong.values() if counts.total() > 5]

    assert mean(shares) > 0.6


def test_a_sound_without_intended_class_is_answered_too():
    """A draw from the prior has no class; listeners still choose one."""
    assert {choice for _, choice in chosen(intended_start="")} <= set(OPTIONS)


def test_the_end_of_a_morph_is_asked_for_its_own_class():
    """A question about the end is answered with the class the morph ends as, or what a single sound is."""
    end = CLASS.model_copy(update={"about": "end"})
    listeners = [ListenerModel(seed=1, lapse=0.0).listener(number) for number in range(50)]
    morph = [one.answer(sound(1, "linear", intended_end="oboe", morph="m1"), end, OPTIONS) for one in listeners]
    single = [one.answer(sound(1, "R0"), end, OPTIONS) for one in listeners]

    assert Counter(morph).most_common(1)[0][0] == "oboe"
    assert Counter(single).most_common(1)[0][0] == "flute"


def test_about_the_stated_share_leaves_early():
    """Leaving is as frequent as the model says, and happens before the end."""
    leaving = [ListenerModel(seed=9).listener(number).leaves_after for number in range(1000)]
    shares = [share for share in leaving if share is not None]

    assert 160 <= len(shares) <= 240
    assert max(shares) < 0.9


def test_profiles_say_rare_things_rarely():
    """Most listeners answer, few have a hearing impairment."""
    answers = Counter(
        ListenerModel(seed=2).listener(number).profile("hearing", ("", "no", "yes")) for number in range(500)
    )

    assert answers["no"] > 350
    assert 0 < answers["yes"] < 100
    assert 0 < answers[""] < 100
