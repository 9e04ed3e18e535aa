"""Keep where the study stands, and which versions were checked.

A database with live listening sessions in it belongs to a study that was live before there were
states, so it goes on being live.

Revision ID: 2026_11_22_study_states
Revises: 2026_11_22
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_study_states"
down_revision = "2026_11_22"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("study_version", sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "study_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("study_version_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_study_state_there_is_one")),
        sa.CheckConstraint("state IN ('rehearsal', 'live', 'closed')", name=op.f("ck_study_state_state_is_known")),
        sa.CheckConstraint(
            "state = 'rehearsal' OR study_version_id IS NOT NULL", name=op.f("ck_study_state_opened_with_a_version")
        ),
        sa.ForeignKeyConstraint(["study_version_id"], ["study_version.id"], name="fk_study_state_study_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_study_state"),
    )
    op.execute(
        """
        INSERT INTO study_state (id, state, study_version_id, changed_at)
        SELECT 1, 'live', study_version_id, opened_at FROM listening_session
        WHERE run = 'live' ORDER BY id DESC LIMIT 1
        """
    )


def downgrade() -> None:
    op.drop_table("study_state")
    op.drop_column("study_version", "checked_at")
