"""Make all tables, and keep simulated listening sessions simulated for ever.

Revision ID: 2026_11_22
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22"
down_revision = None
branch_labels = None
depends_on = None

# Rehearsal rows never become live rows, whoever writes to the table. A later migration that
# rebuilds listening_session on SQLite has to make the trigger again.
SIMULATED_FOR_EVER = {
    "sqlite": [
        """
        CREATE TRIGGER simulated_for_ever BEFORE UPDATE OF is_simulated, run ON listening_session
        WHEN NEW.is_simulated IS NOT OLD.is_simulated OR NEW.run IS NOT OLD.run
        BEGIN SELECT RAISE(ABORT, 'is_simulated and run never change'); END
        """
    ],
    "postgresql": [
        """
        CREATE FUNCTION refuse_to_change_run() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE integrity_constraint_violation USING MESSAGE = 'is_simulated and run never change'; END $$
        """,
        """
        CREATE TRIGGER simulated_for_ever BEFORE UPDATE ON listening_session FOR EACH ROW
        WHEN (NEW.is_simulated IS DISTINCT FROM OLD.is_simulated OR NEW.run IS DISTINCT FROM OLD.run)
        EXECUTE FUNCTION refuse_to_change_run()
        """,
    ],
}


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])

    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_participant"),
        sa.UniqueConstraint("public_id", name="uq_participant_public_id"),
    )
    op.create_table(
        "rehearsal_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("n_left", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("n_left >= 0", name=op.f("ck_rehearsal_key_not_used_up")),
        sa.PrimaryKeyConstraint("id", name="pk_rehearsal_key"),
        sa.UniqueConstraint("key_hash", name="uq_rehearsal_key_key_hash"),
    )
    op.create_table(
        "study_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=12), nullable=False),
        sa.Column("study", sa.Text(), nullable=False),
        sa.Column("manifests", sa.Text(), nullable=False),
        sa.Column("consents", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_study_version"),
        sa.UniqueConstraint("version", name="uq_study_version_version"),
    )
    op.create_table(
        "consent",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("study_version_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name="fk_consent_participant_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["study_version_id"], ["study_version.id"], name="fk_consent_study_version_id"),
        sa.PrimaryKeyConstraint("participant_id", name="pk_consent"),
    )
    op.create_table(
        "external_id",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name="fk_external_id_participant_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("participant_id", name="pk_external_id"),
        sa.UniqueConstraint("source", "value", name="one_participation_per_external_id"),
    )
    op.create_table(
        "listening_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("study_version_id", sa.Integer(), nullable=False),
        sa.Column("rehearsal_key_id", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("withdrawal_hash", sa.String(length=64), nullable=False),
        sa.Column("run", sa.String(length=16), nullable=False),
        sa.Column("is_simulated", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("device_class", sa.String(length=16), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("holds_slot", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("n_parts_begun", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "run = 'rehearsal' OR NOT is_simulated", name=op.f("ck_listening_session_live_is_never_simulated")
        ),
        sa.CheckConstraint("run IN ('rehearsal', 'live')", name=op.f("ck_listening_session_run_is_known")),
        sa.CheckConstraint(
            "state IN ('profile', 'sound-check', 'listen', 'comment', 'completed')",
            name=op.f("ck_listening_session_state_is_known"),
        ),
        sa.CheckConstraint(
            "NOT is_simulated OR rehearsal_key_id IS NOT NULL", name=op.f("ck_listening_session_simulated_has_its_key")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name="fk_listening_session_participant_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rehearsal_key_id"], ["rehearsal_key.id"], name="fk_listening_session_rehearsal_key_id"
        ),
        sa.ForeignKeyConstraint(
            ["study_version_id"], ["study_version.id"], name="fk_listening_session_study_version_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_listening_session"),
        sa.UniqueConstraint("participant_id", name="uq_listening_session_participant_id"),
        sa.UniqueConstraint("token_hash", name="uq_listening_session_token_hash"),
        sa.UniqueConstraint("withdrawal_hash", name="uq_listening_session_withdrawal_hash"),
    )
    op.create_index(
        "one_holder_per_live_slot",
        "listening_session",
        ["study_version_id", "run", "slot"],
        unique=True,
        sqlite_where=sa.text("holds_slot AND rehearsal_key_id IS NULL"),
        postgresql_where=sa.text("holds_slot AND rehearsal_key_id IS NULL"),
    )
    op.create_index(
        "one_holder_per_rehearsal_slot",
        "listening_session",
        ["rehearsal_key_id", "study_version_id", "slot"],
        unique=True,
        sqlite_where=sa.text("holds_slot"),
        postgresql_where=sa.text("holds_slot"),
    )
    op.create_table(
        "profile_answer",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name="fk_profile_answer_participant_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("participant_id", "question", name="pk_profile_answer"),
    )
    op.create_table(
        "trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("listening_session_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.Column("repeat", sa.Integer(), nullable=False),
        sa.Column("stimulus_set", sa.Text(), nullable=False),
        sa.Column("stimulus", sa.Text(), nullable=False),
        sa.Column("sound_name", sa.String(length=32), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard", sa.JSON(), nullable=False),
        sa.Column("n_plays", sa.Integer(), nullable=False),
        sa.Column("start_delay_s", sa.Double(), nullable=True),
        sa.Column("context_rate_hz", sa.Double(), nullable=True),
        sa.Column("hidden_s", sa.Double(), nullable=True),
        sa.CheckConstraint("n_plays >= 0", name=op.f("ck_trial_plays_are_counted")),
        sa.ForeignKeyConstraint(
            ["listening_session_id"], ["listening_session.id"], name="fk_trial_listening_session_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_trial"),
        sa.UniqueConstraint("listening_session_id", "place", name="one_trial_per_place"),
        sa.UniqueConstraint("public_id", name="uq_trial_public_id"),
    )
    op.create_index("ix_trial_sound_name", "trial", ["sound_name"])

    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=32), nullable=False),
        sa.Column("trial_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("n_plays", sa.Integer(), nullable=False),
        sa.Column("heard_s", sa.Double(), nullable=False),
        sa.Column("response_time_s", sa.Double(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_answer_trial_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
        sa.UniqueConstraint("trial_id", "question", name="one_answer_per_question"),
        sa.UniqueConstraint("uuid", name="uq_answer_uuid"),
    )
    op.create_table(
        "check_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listening_session_id", sa.Integer(), nullable=False),
        sa.Column("trial_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("is_passed", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["listening_session_id"],
            ["listening_session.id"],
            name="fk_check_result_listening_session_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["trial_id"], ["trial.id"], name="fk_check_result_trial_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_check_result"),
    )
    op.create_index("ix_check_result_listening_session_id", "check_result", ["listening_session_id"])
    for statement in SIMULATED_FOR_EVER[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":  # a function outlives the table its trigger was on
        op.execute("DROP TRIGGER simulated_for_ever ON listening_session")
        op.execute("DROP FUNCTION refuse_to_change_run")
    op.drop_index("ix_check_result_listening_session_id", "check_result")

    op.drop_table("check_result")
    op.drop_table("answer")
    op.drop_index("ix_trial_sound_name", "trial")

    op.drop_table("trial")
    op.drop_table("profile_answer")
    op.drop_table("listening_session")
    op.drop_table("external_id")
    op.drop_table("consent")
    op.drop_table("study_version")
    op.drop_table("rehearsal_key")
    op.drop_table("participant")
    op.drop_index("ix_audit_entry_at", "audit_entry")

    op.drop_table("audit_entry")
