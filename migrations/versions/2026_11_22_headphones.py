"""Keep the answers to the headphone check, and how many were right.

Revision ID: 2026_11_22_headphones
Revises: 2026_11_22_check_trials
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_headphones"
down_revision = "2026_11_22_check_trials"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("listening_session", sa.Column("headphone_answers", sa.JSON(), nullable=True))
    op.add_column("listening_session", sa.Column("headphone_score", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("listening_session", "headphone_score")
    op.drop_column("listening_session", "headphone_answers")
