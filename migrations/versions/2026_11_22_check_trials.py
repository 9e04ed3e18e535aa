"""Keep which trials are checks, and what passes them.

Revision ID: 2026_11_22_check_trials
Revises: 2026_11_22_study_states
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_check_trials"
down_revision = "2026_11_22_study_states"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("trial", sa.Column("check_name", sa.String(length=16), nullable=True))
    op.add_column("trial", sa.Column("expected", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("trial", "expected")
    op.drop_column("trial", "check_name")
