"""The words of the report that a reader may not know."""

from dataclasses import dataclass

from analysis.language import gettext as _


@dataclass(frozen=True)
class Word:
    """A word and what it means, in the language that is spoken."""

    word: str
    meaning: str


def glossary() -> dict[str, Word]:
    """Return the words by id, in the order in which the report lists them."""
    return {
        "mean-opinion-score": Word(
            _("Mean opinion score"),
            _("Mean of the ratings. Its interval speaks about other listeners and other sounds like these."),
        ),
        "independent-sound": Word(
            _("Independent sound"),
            _("Stimuli that share a recording, a source or a morph count as one: they were not drawn apart."),
        ),
        "hidden-reference": Word(
            _("Hidden reference"),
            _("The undegraded recording, played without saying so: the ceiling of the scale."),
        ),
        "anchor": Word(
            _("Anchor"), _("A deliberately degraded or trivial version: shows that listeners used the scale.")
        ),
        "quality-ladder": Word(
            _("Quality ladder"),
            _(
                "R0 the recording; R1 its representation and back; R2 the model's reconstruction; R3 a draw from the "
                "model for the same class; R4 the middle of a morph."
            ),
        ),
        "epsilon-squared": Word(
            _("ε² (epsilon-squared)"), _("Share of the variance of ranks that the groups explain, from 0 to 1.")
        ),
        "cliffs-delta": Word(
            _("Cliff's delta"),
            _(
                "How much more often a rating of the one group is above a rating of the other than below it: 1 always, "
                "0 as often, −1 never."
            ),
        ),
        "mixed-model": Word(
            _("Cumulative link mixed model"),
            _(
                "Ratings as ordered categories; listeners and sounds as random draws, each of which may take the "
                "groups in its own way."
            ),
        ),
        "companion": Word(
            _("Companion"),
            _("The test beside a slides' test that respects which answers and which sounds belong together."),
        ),
        "exact-chance": Word(
            _("Exact chance"), _("What guessing gives under the options that were really shown, answer by answer.")
        ),
        "hypothesis": Word(
            _("Hypothesis"),
            _("A claim of the plan, with the criterion that its whole interval has to exceed, or with a test."),
        ),
        "sealed": Word(
            _("Sealed"),
            _(
                "The plan was frozen with its hypotheses, criteria and stimuli; planned is what stands unchanged in a "
                "seal that is older than the first answer. Everything else is exploratory."
            ),
        ),
        "changes-heard": Word(
            _("Heard in the right direction"),
            _(
                "A morph asks for a change from one class to another. From the first answer (starts as, or the lowest "
                "weight) to the last (ends as, or the highest), the one may be left or entered and the other entered "
                "or left: more right than wrong counts 1, as many ½, fewer 0. Whoever guesses scores one half."
            ),
        ),
        "foreign-class": Word(
            _("Foreign class"),
            _("A class at neither end of a morph. “Cannot tell” counts as foreign, so that doubt raises no share."),
        ),
        "recall": Word(_("Recall"), _("Share of the answers to sounds of a class that name this class.")),
        "unbiased-hit-rate": Word(
            _("Unbiased hit rate"),
            _(
                "Recall times the share of right answers among all that named the class: who names one class always "
                "gains nothing."
            ),
        ),
        "agreement": Word(
            _("Agreement of listeners"),
            _(
                "Krippendorff's alpha: how alike listeners rate the same sound: 0 is what chance gives, 1 is complete "
                "agreement. Its interval speaks about other sounds."
            ),
        ),
        "kappa": Word(_("Kappa"), _("Agreement beyond chance: 0 is guessing, 1 is perfect.")),
        "confounded": Word(
            _("Confounded"),
            _(
                "With fewer than three independent sounds of a class nobody can tell whether an answer is due to the "
                "class or to the sound."
            ),
        ),
    }
