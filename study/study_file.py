"""The study file: one readable TOML file that describes a whole study.

The models below are the schema. `study.reading` turns a file into a :class:`StudyFile`
and every problem into one line.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from study.hypotheses import Conclusion, Hypothesis
from study.panel import Panel
from study.part import Id, StudyPart, Text, Translated, TranslatedLabels
from study.profile import Profile

Language = Literal["en", "it"]


class StudyInfo(StudyPart):
    """`[study]`: what the study is called and who answers for it."""

    title: Text
    """What the study is called; participants see it."""
    seed: Annotated[int, Field(ge=0)]
    """Same seed, same stimuli, same orders."""
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    """Languages of the pages."""
    contact: Text
    """Who answers participants' questions."""
    max_minutes: Annotated[float, Field(gt=0)] = 15.0
    """`ascolto check` refuses a survey that is expected to take longer."""
    max_participants: Annotated[int, Field(ge=1)] | None = None
    """Let nobody begin while so many have finished a live listening session or are in one; without it, everybody.
    Whoever leaves for an hour gives the place back, but may come back and finish, so that a few more can finish."""
    section_order: Literal["fixed", "williams"] = "fixed"
    """`fixed`: as below. `williams`: each section equally often at each place, and equally often after each other."""
    needs_seal: bool = True
    """Refuse to go live before `ascolto seal` has frozen the plan."""


class Collection(StudyPart):
    """`[collections.X]`: the recordings a model learns from."""

    sounds: Text
    """Folder of the sounds, relative to the study folder."""
    layout: Literal["folders", "table", "good-sounds"] = "table"
    """`folders`: one folder per class. `table`: collection.csv with path, class, recording. `good-sounds`: that set."""
    model: Id
    """Model that is trained on it."""


class ModelPlan(StudyPart):
    """`[models.X]`: a preset and what differs from it."""

    preset: Literal["slides-harmonic", "slides-non-harmonic", "convolutional"]
    """The model to start from."""
    representation: Literal["waveform", "magnitude", "mel"] = "mel"
    """What the model sees of a sound: its samples, its magnitude spectrogram or its mel spectrogram."""
    objective: Literal["nats", "slides-sum", "slides-mean"] | None = None
    """Loss: bound in nats; squared error per sound, or per number of a sound, plus the divergence."""
    epochs: Annotated[int, Field(ge=1)] | None = None
    """Passes over the sounds."""
    batch_size: Annotated[int, Field(ge=1)] | None = None
    """Sounds per step."""
    learning_rate: Annotated[float, Field(gt=0)] | None = None
    """Step size of Adam."""
    latent_dimensions: Annotated[int, Field(ge=1)] | None = None
    """Length of the latent vector."""
    beta: Annotated[float, Field(ge=0)] | None = None
    """Weight of the divergence from the prior; 1 is the evidence lower bound."""


class _RenderedSet(StudyPart):
    collection: Id
    """Collection the sounds come from."""
    duration_s: Annotated[float, Field(ge=0.5, le=8)] = 4.0
    """Length of every stimulus."""
    loudness_lufs: Annotated[float, Field(ge=-40, le=-14)] = -23.0
    """Integrated loudness of every stimulus (BS.1770), or less where true peaks forbid it."""


class SingleSet(_RenderedSet):
    """`[sets.X]` with `kind = "single"`: single sounds on the rungs of the quality ladder."""

    kind: Literal["single"]
    """Single sounds."""
    n_sounds: Annotated[int, Field(ge=1)]
    """Sounds; each on every rung."""
    rungs: Annotated[tuple[Literal["R0", "R1", "R2", "R3", "R4", "prior"], ...], Field(min_length=1)] = (
        "R0",
        "R2",
        "R3",
    )
    """Recording, representation and back, reconstruction, draw for its class, middle of a morph, draw for no class."""
    controls: tuple[Literal["L1", "L2"], ...] = ()
    """Low anchors: 3.5 kHz low-pass; noise with the envelope."""

    @property
    def n_sources(self) -> int:
        """How many sounds, pairs or groups the set is made from."""
        return self.n_sounds

    @property
    def conditions(self) -> tuple[str, ...]:
        """What each is heard as, and can be compared."""
        return (*self.rungs, *self.controls)


class MorphSet(_RenderedSet):
    """`[sets.X]` with `kind = "morph"`: morphs, each along every path, and their controls."""

    kind: Literal["morph"]
    """Morphs."""
    n_morphs: Annotated[int, Field(ge=1)]
    """Pairs of sounds; each along every path and as every control."""
    pairs: Literal["between", "within"] = "between"
    """The two sounds are of different classes, or of one."""
    path: Annotated[tuple[Literal["linear", "spherical", "uniform"], ...], Field(min_length=1)] = ("spherical",)
    """Ways through the latent space; `uniform`: straight, in steps that are equally far apart when rendered."""
    delivery: Literal["sweep", "sequence", "steps"] = "sweep"
    """One sound that changes, the same path in separate steps, or each step as a stimulus of its own."""
    weights: tuple[Annotated[float, Field(ge=0, le=1)], ...] = ()
    """With `delivery = "steps"`: where on the path, 0 is the start, 1 the end."""
    controls: tuple[Literal["crossfade", "hard-switch", "shuffled"], ...] = ("crossfade", "hard-switch")
    """Changes without a model, to tell what a rating can tell apart."""

    @property
    def n_sources(self) -> int:
        """How many sounds, pairs or groups the set is made from."""
        return self.n_morphs

    @property
    def conditions(self) -> tuple[str, ...]:
        """What each is heard as, and can be compared; in steps, at each of the weights."""
        return (*self.path, *self.controls) * max(len(self.weights), 1)


class BlendSet(_RenderedSet):
    """`[sets.X]` with `kind = "blend"`: mixtures of two or more sounds in the latent space."""

    kind: Literal["blend"]
    """Blends."""
    n_blends: Annotated[int, Field(ge=1)]
    """Groups of sounds, each of another class; each in every mixture."""
    weights: Annotated[
        tuple[Annotated[tuple[Annotated[float, Field(ge=0)], ...], Field(min_length=2)], ...], Field(min_length=1)
    ]
    """Mixtures: a weight for each sound of a group, 1 in sum; [1, 0, 0] is the first sound's reconstruction."""

    @property
    def n_sources(self) -> int:
        """How many sounds, pairs or groups the set is made from."""
        return self.n_blends

    @property
    def conditions(self) -> tuple[str, ...]:
        """What each is heard as; mixtures are told apart by their weights."""
        return ("blend",) * len(self.weights)


class ImportedSet(StudyPart):
    """`[sets.X]` with `kind = "imported"`: stimuli made elsewhere, brought by `stimuli import`."""

    kind: Literal["imported"]
    """Imported stimuli."""


StimulusSetPlan = Annotated[SingleSet | MorphSet | BlendSet | ImportedSet, Field(discriminator="kind")]


class Section(StudyPart):
    """`[[sections]]`: one stimulus set and its questions."""

    id: Id
    """Name of the section in tables."""
    title: Translated = Translated()
    """Heading that participants see."""
    set: Id
    """Stimulus set it plays."""
    questions: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Questions of each trial, in this order."""
    n_heard: Annotated[int, Field(ge=1)]
    """How many of the set's stimuli each participant hears, balanced over participants."""
    n_practice: Annotated[int, Field(ge=0)] = 2
    """How many practice stimuli of the set are heard before the first section."""


class RatingQuestion(StudyPart):
    """`[[questions]]` with `kind = "rating"`: a number on a labelled scale, lowest first."""

    id: Id
    """Name of the question in tables."""
    kind: Literal["rating"]
    """A number on a scale."""
    prompt: Translated
    """What participants read."""
    labels: TranslatedLabels
    """Labels of the scale, lowest first; as many in each language."""

    @property
    def n_points(self) -> int:
        """How many points the scale has."""
        return len(self.labels.in_language("en"))


CANNOT_TELL = "cannot tell"
"""The answer of a participant who cannot tell the class; stored where questions offer it."""


class ClassQuestion(StudyPart):
    """`[[questions]]` with `kind = "class"`: pick the class one hears."""

    id: Id
    """Name of the question in tables."""
    kind: Literal["class"]
    """A choice among classes."""
    prompt: Translated
    """What participants read."""
    about: Literal["start", "end"] = "start"
    """Which intended class is asked for; a single sound is its own start."""
    options: Annotated[int, Field(ge=2)] | Literal["all"] = "all"
    """`all` classes of the set, or so many: the intended one and drawn distractors."""
    cannot_tell: bool = False
    """Offer “cannot tell” beside the classes."""


Question = Annotated[RatingQuestion | ClassQuestion, Field(discriminator="kind")]


class Checks(StudyPart):
    """`[checks]`: what the survey insists on, and what it looks at to know how somebody listened."""

    must_listen: bool = True
    """Refuse an answer before the whole stimulus was heard."""
    headphones: Literal["antiphase", "huggins", "none"] = "antiphase"
    """Headphone check before the first sound: three tones or three noises, six times. It measures; see below."""
    headphones_required: bool = False
    """Let nobody go on who does not pass the headphone check."""
    headphones_tries: Annotated[int, Field(ge=1, le=5)] = 2
    """How often it may be tried where it is required; who fails each time is thanked, and the survey ends."""
    bass: bool = True
    """Bass check before the first sound: count low tones, which small loudspeakers do not play. It measures."""
    bass_required: bool = False
    """Let nobody go on who fails the bass check twice."""
    n_repeats: Annotated[int, Field(ge=0, le=20)] = 3
    """Stimuli that each participant hears a second time, for consistency."""
    n_attention: Annotated[int, Field(ge=0, le=20)] = 2
    """Trials that ask for a certain answer in so many words."""
    n_gold: Annotated[int, Field(ge=0, le=20)] = 2
    """Clear good or bad practice examples among the others."""


class ClassTexts(StudyPart):
    """`[classes.X]`: what participants read of the class *X*, in place of what its stimulus sets say."""

    name: Translated = Translated()
    """Name."""
    definition: Translated = Translated()
    """What it means, in one line."""


class QuestionnaireFile(StudyPart):
    """`[[questionnaires]]`: a questionnaire of the researcher's, asked after the profile."""

    id: Id
    """Name of the questionnaire in tables."""
    file: Text
    """TOML file with its items, labels and scales, relative to the study folder."""


class Debrief(StudyPart):
    """`[debrief]`: what the last page shows, when everything is stored."""

    own_result: bool = True
    """How many classes the participant recognised, beside chance, and how alike their repeated ratings were."""
    thanks: Translated = Translated()
    """What you would like to say there; what the study is about, for example."""


class Database(StudyPart):
    """`[database]`: where answers are kept; the environment's DATABASE_URL wins."""

    url: Text = "sqlite:///ascolto.db"
    """SQLite file in the study folder, or `postgresql://…`."""


class StudyFile(StudyPart):
    """A whole study file.

    References between parts are checked here: a section names a set and questions that
    exist, a set a collection, a collection a model, a hypothesis what it is about.
    """

    study: StudyInfo
    collections: dict[Id, Collection] = Field(default_factory=dict)
    models: dict[Id, ModelPlan] = Field(default_factory=dict)
    sets: Annotated[dict[Id, StimulusSetPlan], Field(min_length=1)]
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    conclusions: dict[Id, Conclusion] = Field(default_factory=dict)
    hypotheses: tuple[Hypothesis, ...] = ()
    profile: Profile = Profile()
    questionnaires: tuple[QuestionnaireFile, ...] = ()
    classes: dict[Text, ClassTexts] = Field(default_factory=dict)
    checks: Checks = Checks()
    debrief: Debrief = Debrief()
    panel: Panel | None = None
    database: Database = Database()

    def question(self, question_id: str) -> RatingQuestion | ClassQuestion:
        """Return the question with this id."""
        return next(question for question in self.questions if question.id == question_id)

    def section(self, section_id: str) -> Section:
        """Return the section with this id."""
        return next(section for section in self.sections if section.id == section_id)

    @model_validator(mode="after")
    def _check_references(self) -> Self:
        from study.references import broken_references

        problems = list(broken_references(self))
        if problems:
            raise ValueError("\n".join(problems))
        return self
