"""The words of the report that a reader may not know."""

GLOSSARY = {
    "Mean opinion score": "Mean of the ratings. Its interval speaks about other listeners and other sounds like these.",
    "Independent sound": "Stimuli that share a recording, a source or a morph count as one: they were not drawn apart.",
    "Hidden reference": "The undegraded recording, played without saying so: the ceiling of the scale.",
    "Anchor": "A deliberately degraded or trivial version: shows that listeners used the scale.",
    "Quality ladder": "R0 the recording; R1 its representation and back; R2 the model's reconstruction; R3 a draw from "
    "the model for the same class.",
    "ε² (epsilon-squared)": "Share of the variance of ranks that the groups explain, from 0 to 1.",
    "Companion": "The test beside a slides' test that respects which answers and which sounds belong together.",
    "Exact chance": "What guessing gives under the options that were really shown, answer by answer.",
    "Recall": "Share of the answers to sounds of a class that name this class.",
    "Kappa": "Agreement beyond chance: 0 is guessing, 1 is perfect.",
    "Confounded": "With fewer than three independent sounds of a class nobody can tell whether an answer is due to the "
    "class or to the sound.",
}
