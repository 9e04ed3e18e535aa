"""The 21 classes of the non-harmonic bank: what participants read, and what makes the sound.

The slides name three of the 21, Deep, Sizziness and Glitchy, and define none. The other 18 are
placeholders, named here; the definitions of all are ours.
"""

from collections.abc import Callable
from dataclasses import dataclass

from generator import background_sounds as background
from generator import percussive_sounds as percussive
from generator.signals import Rng, Signal
from stimuli.manifest import SoundClass
from study.study_file import Translated


@dataclass(frozen=True)
class BankClass:
    """A class and its maker."""

    sound_class: SoundClass
    make: Callable[[Rng], Signal]
    """Makes one sound of the class, at any level, from everything random it is given."""

    @property
    def id(self) -> str:
        """Id of the class."""
        return self.sound_class.id


NAMED_BY_THE_SLIDES = frozenset({"deep", "sizziness", "glitchy"})


def _class(make: Callable[[Rng], Signal], italian: str, definition: str, definizione: str) -> BankClass:
    class_id = make.__name__
    sound_class = SoundClass(
        id=class_id,
        name=Translated(en=class_id.capitalize(), it=italian),
        definition=Translated(en=definition, it=definizione),
        is_placeholder=class_id not in NAMED_BY_THE_SLIDES,
    )
    return BankClass(sound_class, make)


BANK = (
    _class(background.deep, "Profondo", "A low rumble that swells.", "Un rombo grave che cresce e cala."),
    _class(
        background.sizziness, "Sfrigolio", "A high hiss, as of something frying.", "Un sibilo acuto, come di frittura."
    ),
    _class(
        background.glitchy,
        "Glitch",
        "Broken digital fragments and stutters.",
        "Frammenti digitali spezzati e balbettanti.",
    ),
    _class(background.rain, "Pioggia", "Many small drops.", "Tante piccole gocce."),
    _class(background.wind, "Vento", "Moving air that whistles up and down.", "Aria che fischia salendo e scendendo."),
    _class(background.surf, "Risacca", "Waves that break and draw back.", "Onde che si frangono e si ritirano."),
    _class(
        background.hum, "Ronzio", "The steady buzz of electric mains.", "Il ronzio costante della corrente elettrica."
    ),
    _class(background.drone, "Bordone", "A rich low tone that stays.", "Un suono grave e ricco che non si muove."),
    _class(background.shimmer, "Luccichio", "High glittering tones.", "Suoni acuti e scintillanti."),
    _class(background.crackle, "Crepitio", "Sparse clicks, as of a fire.", "Scatti radi, come di un fuoco."),
    _class(background.bubbles, "Bolle", "Small bubbles rising in water.", "Piccole bolle che salgono nell'acqua."),
    _class(background.engine, "Motore", "A running motor.", "Un motore acceso."),
    _class(percussive.whoosh, "Folata", "Something rushing past.", "Qualcosa che passa veloce."),
    _class(percussive.thump, "Tonfo", "Dull hits of a bass drum.", "Colpi sordi di grancassa."),
    _class(percussive.clap, "Applauso", "Hands clapping.", "Mani che battono."),
    _class(percussive.ticks, "Ticchettio", "A clock.", "Un orologio."),
    _class(percussive.bell, "Campana", "Struck metal that rings clearly.", "Metallo percosso che risuona limpido."),
    _class(percussive.wood, "Legnetti", "Dry knocks on wood.", "Colpi secchi sul legno."),
    _class(
        percussive.gong,
        "Gong",
        "A large metal plate that roars and fades.",
        "Una grande lastra di metallo che ruggisce e si spegne.",
    ),
    _class(percussive.shaker, "Maracas", "Grains shaken in rhythm.", "Granelli scossi a ritmo."),
    _class(percussive.zaps, "Laser", "Toy lasers: tones that fall fast.", "Laser giocattolo: suoni che cadono veloci."),
)
"""Those of the slides first."""

SOUND_CLASSES = tuple(bank_class.sound_class for bank_class in BANK)
