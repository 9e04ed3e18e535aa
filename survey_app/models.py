"""The data model: who took which version of the study, what was played, and what was answered.

No IP address and no user agent is ever stored, only a device class. Secrets are stored as
hashes. Constraints are named, because they say what cannot be.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from survey_app.study_states import State


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no zones, so they are taken off and put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give UTC, with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, str: Text, float: Double, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012 - SQLAlchemy reads it on the class


class StudyVersion(Base):
    """One version of a study; answers belong to it."""

    __tablename__ = "study_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(12), unique=True)
    study: Mapped[str]
    """The parsed study file as JSON."""
    manifests: Mapped[str]
    """The manifests as JSON, so that an export never needs files that have changed since."""
    consents: Mapped[dict[str, Any]]
    """The consent texts by language."""
    questionnaires: Mapped[str] = mapped_column(server_default="{}")
    """The questionnaires by their ids, as JSON, so that an export scores answers as they were asked."""
    made_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    """When `ascolto check` had nothing against it; a version never changes, so once is enough."""


class StudyState(Base):
    """Where the study stands; one row, none while it is a draft."""

    __tablename__ = "study_state"
    __table_args__ = (
        CheckConstraint("id = 1", name="there_is_one"),
        CheckConstraint("state IN ('rehearsal', 'live', 'closed')", name="state_is_known"),
        CheckConstraint("state = 'rehearsal' OR study_version_id IS NOT NULL", name="opened_with_a_version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[State] = mapped_column(String(16))
    study_version_id: Mapped[int | None] = mapped_column(ForeignKey("study_version.id"))
    """The version that was opened; None before the first opening."""
    changed_at: Mapped[datetime]


class Participant(Base):
    """A person, or a synthetic listener."""

    __tablename__ = "participant"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    """The random id of the tables; text that no program takes for a number."""
    made_at: Mapped[datetime]


class ExternalId(Base):
    """What a panel calls a participant; apart, so that it can be deleted alone."""

    __tablename__ = "external_id"
    __table_args__ = (UniqueConstraint("source", "value", name="one_participation_per_external_id"),)

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[str]
    """Which panel."""
    value: Mapped[str]
    salt: Mapped[str | None] = mapped_column(String(32))
    """Makes the participant's token together with the server's key; with this row the way from id to answers goes."""


class Consent(Base):
    """That a participant agreed, to which version and in which language."""

    __tablename__ = "consent"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True)
    study_version_id: Mapped[int] = mapped_column(ForeignKey("study_version.id"))
    language: Mapped[str] = mapped_column(String(8))
    agreed_at: Mapped[datetime]


class ProfileAnswer(Base):
    """What a participant said about themselves; no row where they prefer not to say."""

    __tablename__ = "profile_answer"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True)
    question: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str]


class QuestionnaireAnswer(Base):
    """What a participant answered to an item of a questionnaire; no row where they left it out."""

    __tablename__ = "questionnaire_answer"
    __table_args__ = (CheckConstraint("value >= 1", name="points_begin_at_1"),)

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True)
    questionnaire: Mapped[str] = mapped_column(String(64), primary_key=True)
    item: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int]
    """Point that was chosen, 1 for the lowest label, before any reversal."""


STATES = ("profile", "sound-check", "listen", "comment", "completed")


class RehearsalKey(Base):
    """A rehearsal: its key opens so many simulated listening sessions and no more."""

    __tablename__ = "rehearsal_key"
    __table_args__ = (CheckConstraint("n_left >= 0", name="not_used_up"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    n_left: Mapped[int]
    made_at: Mapped[datetime]


class ListeningSession(Base):
    """One run through the survey by one participant."""

    __tablename__ = "listening_session"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state_is_known"),
        CheckConstraint("run IN ('rehearsal', 'live')", name="run_is_known"),
        CheckConstraint("run = 'rehearsal' OR NOT is_simulated", name="live_is_never_simulated"),
        CheckConstraint("NOT is_simulated OR rehearsal_key_id IS NOT NULL", name="simulated_has_its_key"),
        Index(
            "one_holder_per_live_slot",
            "study_version_id",
            "run",
            "slot",
            unique=True,
            sqlite_where=text("holds_slot AND rehearsal_key_id IS NULL"),
            postgresql_where=text("holds_slot AND rehearsal_key_id IS NULL"),
        ),
        Index(
            "one_holder_per_rehearsal_slot",
            "rehearsal_key_id",
            "study_version_id",
            "slot",
            unique=True,
            sqlite_where=text("holds_slot"),
            postgresql_where=text("holds_slot"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), unique=True)
    study_version_id: Mapped[int] = mapped_column(ForeignKey("study_version.id"))
    rehearsal_key_id: Mapped[int | None] = mapped_column(ForeignKey("rehearsal_key.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    withdrawal_hash: Mapped[str] = mapped_column(String(64), unique=True)
    run: Mapped[str] = mapped_column(String(16))
    is_simulated: Mapped[bool]
    """True for ever: a trigger refuses to change it."""
    language: Mapped[str] = mapped_column(String(8))
    device_class: Mapped[str] = mapped_column(String(16))
    seed: Mapped[str]
    """As text, because a seed may be larger than a database's integers."""
    slot: Mapped[int]
    holds_slot: Mapped[bool] = mapped_column(default=True)
    """False once the slot was given to somebody else: a late returner is surplus."""
    state: Mapped[str] = mapped_column(String(16))
    n_parts_begun: Mapped[int] = mapped_column(default=0)
    comment: Mapped[str | None]
    n_questionnaires_done: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many of the study's questionnaires were answered."""
    headphone_answers: Mapped[list[Any] | None]
    """Places chosen in the headphone check so far, in all tries; None before its first answer."""
    headphone_score: Mapped[int | None]
    """Right answers of six; None before the end of the check."""
    bass_answers: Mapped[list[Any] | None]
    """Low tones counted in the bass check, in all tries; None before its first answer."""
    is_bass_heard: Mapped[bool | None]
    """Whether the low tones were counted right; None before the end of the check."""
    is_accepted: Mapped[bool | None]
    """What the researcher decided; None where the checks decide."""
    screened_out_by: Mapped[str | None] = mapped_column(String(64))
    """What the study lets nobody go on with: a question of the profile, or "headphones"; None for who may go on."""
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]

    participant: Mapped[Participant] = relationship()
    trials: Mapped[list["Trial"]] = relationship(order_by="Trial.place", back_populates="listening_session")


class Trial(Base):
    """One stimulus with its questions, and the facts about how it was listened to."""

    __tablename__ = "trial"
    __table_args__ = (
        UniqueConstraint("listening_session_id", "place", name="one_trial_per_place"),
        CheckConstraint("n_plays >= 0", name="plays_are_counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    listening_session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id", ondelete="CASCADE"))
    place: Mapped[int]
    """Place in the whole listening session, from 0."""
    part: Mapped[int]
    section: Mapped[str]
    position: Mapped[int]
    is_practice: Mapped[bool]
    repeat: Mapped[int] = mapped_column(default=0)
    check_name: Mapped[str | None] = mapped_column(String(16))
    """What the trial is there to check: attention or gold; None for the others."""
    expected: Mapped[str | None]
    """What passes the check."""
    stimulus_set: Mapped[str]
    stimulus: Mapped[str]
    sound_name: Mapped[str] = mapped_column(String(32), index=True)
    """Under which name this listening session fetches the sound."""
    options: Mapped[dict[str, Any]]
    """Classes shown, in the order shown, for each class question."""
    issued_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    heard: Mapped[list[Any]] = mapped_column(default=list)
    """Merged intervals of the sound that were heard, in seconds."""
    n_plays: Mapped[int] = mapped_column(default=0)
    start_delay_s: Mapped[float | None]
    context_rate_hz: Mapped[float | None]
    hidden_s: Mapped[float | None]
    """How long the page was out of sight."""

    listening_session: Mapped[ListeningSession] = relationship(back_populates="trials")
    answers: Mapped[list["Answer"]] = relationship(order_by="Answer.id")


class Answer(Base):
    """One answer to one question of a trial; the first one stands."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("trial_id", "question", name="one_answer_per_question"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(32), unique=True)
    """Made by the participant's page: sending an answer twice stores it once."""
    trial_id: Mapped[int] = mapped_column(ForeignKey("trial.id", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str]
    n_plays: Mapped[int]
    heard_s: Mapped[float]
    response_time_s: Mapped[float]
    stored_at: Mapped[datetime]


class CheckResult(Base):
    """A fact from a check, by name; what follows from it is the analysis' business."""

    __tablename__ = "check_result"
    __table_args__ = (Index("ix_check_result_listening_session_id", "listening_session_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    listening_session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id", ondelete="CASCADE"))
    trial_id: Mapped[int | None] = mapped_column(ForeignKey("trial.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(64))
    is_passed: Mapped[bool]
    detail: Mapped[str | None]
    checked_at: Mapped[datetime]


class AuditEntry(Base):
    """What was done to the data, and when; it never names a participant."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(64))
    detail: Mapped[str | None]
