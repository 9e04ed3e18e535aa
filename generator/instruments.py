"""The seven instruments of the harmonic collection, where General MIDI has them and how far they reach."""

from dataclasses import dataclass

from stimuli.manifest import SoundClass
from study.study_file import Translated


@dataclass(frozen=True)
class Instrument:
    """One instrument.

    The range is that of professional players, sounding (not written) pitch, as MIDI keys; source:
    `share/instruments/instruments.xml` of MuseScore 3, `pPitchRange` (the clarinet and the trumpet in B flat).
    """

    sound_class: SoundClass
    program: int
    """General MIDI program, from 0."""
    lowest_key: int
    highest_key: int

    @property
    def id(self) -> str:
        """Id of its class."""
        return self.sound_class.id


def _instrument(
    class_id: str, italian: str, definition: str, definizione: str, program: int, lowest_key: int, highest_key: int
) -> Instrument:
    names = Translated(en=class_id.capitalize(), it=italian)
    sound_class = SoundClass(id=class_id, name=names, definition=Translated(en=definition, it=definizione))
    return Instrument(sound_class, program, lowest_key, highest_key)


INSTRUMENTS = (
    _instrument(
        "clarinet",
        "Clarinetto",
        "A woodwind with a single reed: round and dark, hollow in its low notes.",
        "Uno strumento a fiato ad ancia semplice: rotondo e scuro, cavo nelle note gravi.",
        71,
        50,
        94,
    ),
    _instrument(
        "oboe",
        "Oboe",
        "A woodwind with a double reed: nasal and penetrating.",
        "Uno strumento a fiato ad ancia doppia: nasale e penetrante.",
        68,
        58,
        96,
    ),
    _instrument(
        "flute",
        "Flauto",
        "A flute blown across its edge: soft and airy.",
        "Un flauto traverso: morbido e arioso.",
        73,
        59,
        98,
    ),
    _instrument(
        "piccolo",
        "Ottavino",
        "The smallest flute, an octave higher: bright and shrill.",
        "Il flauto più piccolo, un'ottava più acuto: brillante e squillante.",
        72,
        74,
        108,
    ),
    _instrument(
        "cello",
        "Violoncello",
        "A large bowed string instrument: deep and warm.",
        "Un grande strumento ad arco: profondo e caldo.",
        42,
        36,
        90,
    ),
    _instrument(
        "violin",
        "Violino",
        "The smallest bowed string instrument: bright and singing.",
        "Il più piccolo strumento ad arco: luminoso e cantabile.",
        40,
        55,
        103,
    ),
    _instrument(
        "trumpet",
        "Tromba",
        "A brass instrument: bright and ringing.",
        "Un ottone: brillante e squillante.",
        56,
        52,
        85,
    ),
)
"""In the order of the slides."""

SOUND_CLASSES = tuple(instrument.sound_class for instrument in INSTRUMENTS)
