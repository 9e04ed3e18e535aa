"""Keep the answers to questionnaires, what they were, and what the bass check found.

Revision ID: 2026_11_22_questionnaires
Revises: 2026_11_22_panels
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_questionnaires"
down_revision = "2026_11_22_panels"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questionnaire_answer",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("questionnaire", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name="fk_questionnaire_answer_participant_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", "questionnaire", "item", name="pk_questionnaire_answer"),
        sa.CheckConstraint("value >= 1", name=op.f("ck_questionnaire_answer_points_begin_at_1")),
    )
    op.add_column("study_version", sa.Column("questionnaires", sa.Text(), nullable=False, server_default="{}"))
    op.add_column(
        "listening_session", sa.Column("n_questionnaires_done", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("listening_session", sa.Column("bass_answers", sa.JSON(), nullable=True))
    op.add_column("listening_session", sa.Column("is_bass_heard", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("listening_session", "is_bass_heard")
    op.drop_column("listening_session", "bass_answers")
    op.drop_column("listening_session", "n_questionnaires_done")
    op.drop_column("study_version", "questionnaires")
    op.drop_table("questionnaire_answer")
