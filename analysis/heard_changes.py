"""What listeners hear of a requested change: whether it goes the right way, and whether it leaves its classes."""

import pandas as pd

from analysis.class_answers import answers_of
from analysis.ratings import Ratings
from study.study_file import CANNOT_TELL, ClassQuestion, Section, StudyFile

RIGHT, UNDECIDED, WRONG = 1.0, 0.5, 0.0


def direction_of_changes(study: StudyFile, question: ClassQuestion, section: Section, ratings: Ratings) -> pd.DataFrame:
    """Score each requested change: heard in the right direction, in neither, or in the wrong one.

    A morph asks for a change from class A to another class B. A listener answers twice: how it
    starts and how it ends where both are asked of one sound, or what the sound is at the lowest and
    at the highest weight of the morph that this listener heard. From the first answer to the second,
    A may be left or entered, and B entered or left. The change is heard in the right direction when
    more of these are right than wrong, in the wrong one when fewer, else undecided, which counts
    one half. Whoever guesses gives both answers alike and so scores one half, whatever the number
    of classes shown.

    Parameters
    ----------
    question : ClassQuestion
        One of the two questions about start and end, or the one asked at each weight.

    Returns
    -------
    pandas.DataFrame
        One row per requested change: participant, unit, role, condition, score. Empty where the
        section asks no second question and has no weights.
    """
    rows = _about_morphs(question, section, ratings)
    rows = rows[rows["intended_start"] != rows["intended_end"]]
    if rows["weight"].notna().any():
        pairs = _lowest_and_highest(rows[rows["weight"].notna()])
    else:
        pairs = _start_and_end(study, question, section, ratings, rows)
    scores = [
        _score(*one)
        for one in zip(pairs["first"], pairs["last"], pairs["intended_start"], pairs["intended_end"], strict=True)
    ]
    return pairs.assign(score=pd.Series(scores, index=pairs.index, dtype=float))


def _about_morphs(question: ClassQuestion, section: Section, ratings: Ratings) -> pd.DataFrame:
    """Return the answers about morphs with a class at either end, wherever along the morph they were heard."""
    rows = answers_of(question, section, ratings)
    return rows[(rows["intended_start"] != "") & (rows["intended_end"] != "")]


def _start_and_end(
    study: StudyFile, question: ClassQuestion, section: Section, ratings: Ratings, rows: pd.DataFrame
) -> pd.DataFrame:
    asked = [
        one for one in map(study.question, section.questions) if one.kind == "class" and one.about != question.about
    ]
    if not asked:
        return rows.head(0).assign(first="", last="")
    trial = ["participant", "stimulus"]
    other = _about_morphs(asked[0], section, ratings)[[*trial, "value"]].rename(columns={"value": "other"})
    pairs = rows.merge(other, on=trial)
    names = {"value": "first", "other": "last"} if question.about == "start" else {"value": "last", "other": "first"}
    return pairs.rename(columns=names)


def _lowest_and_highest(rows: pd.DataFrame) -> pd.DataFrame:
    change = ["participant", "unit", "morph", "condition", "role"]
    ordered = rows.sort_values("weight", kind="stable").groupby(change, sort=False)
    firsts, lasts = ordered.head(1), ordered.tail(1)
    pairs = firsts.rename(columns={"value": "first"}).merge(
        lasts[[*change, "value", "weight"]].rename(columns={"value": "last", "weight": "last_weight"}), on=change
    )
    return pairs[pairs["last_weight"] > pairs["weight"]]


def _score(first: str, last: str, start: str, end: str) -> float:
    balance = (last == end) - (first == end) + (first == start) - (last == start)
    return UNDECIDED if balance == 0 else RIGHT if balance > 0 else WRONG


def answers_within_own_classes(question: ClassQuestion, section: Section, ratings: Ratings) -> pd.DataFrame:
    """Score each answer about a morph: whether it names one of the two classes at its ends.

    Every other class is foreign. "Cannot tell" names no class of the morph and counts as foreign
    too, so that the share cannot be raised by doubt. Stimuli without classes at both ends are
    left out; of the morphs that failed quality control nobody heard anything.

    Returns
    -------
    pandas.DataFrame
        participant, unit, role, condition, score (1 or 0), and chance: the share of the classes shown
        that are the morph's own.
    """
    rows = _about_morphs(question, section, ratings)
    own = [set(ends) for ends in zip(rows["intended_start"], rows["intended_end"], strict=True)]
    score = [float(value in ends) for value, ends in zip(rows["value"], own, strict=True)]
    shown = [[one for one in options if one != CANNOT_TELL] for options in rows["options"]]
    chance = [
        sum(one in ends for one in options) / len(options) if options else 0.0
        for options, ends in zip(shown, own, strict=True)
    ]
    return rows.assign(
        score=pd.Series(score, index=rows.index, dtype=float), chance=pd.Series(chance, index=rows.index, dtype=float)
    )
