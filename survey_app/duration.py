"""How long the survey takes: what participants are promised."""

from math import ceil

from survey_app.material import Material
from survey_app.order import heard_stimuli, practice_of

# Assumptions, until a study has times of its own: seconds to decide on one question, to go from
# one sound to the next, and for the pages around the sounds (consent, profile, sound check, end).
QUESTION_S = 3.5
BETWEEN_S = 1.5
PAGES_S = 120.0


def expected_minutes(material: Material) -> int:
    """Return the expected minutes of a listening session, rounded up, from durations and questions."""
    total_s = PAGES_S
    for section in material.study.sections:
        manifest = material.manifests[section.set]
        heard = heard_stimuli(manifest)
        practice = practice_of(manifest, section.n_practice)
        mean_s = sum(stimulus.duration_s for stimulus in heard) / len(heard)
        n_trials = min(section.n_heard, len(heard))
        total_s += n_trials * mean_s + sum(stimulus.duration_s for stimulus in practice)
        total_s += (n_trials + len(practice)) * (BETWEEN_S + QUESTION_S * len(section.questions))
    return ceil(total_s / 60)
