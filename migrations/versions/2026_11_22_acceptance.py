"""Keep whom the researcher accepts or refuses apart from the checks.

Revision ID: 2026_11_22_acceptance
Revises: 2026_11_22_headphones
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_acceptance"
down_revision = "2026_11_22_headphones"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("listening_session", sa.Column("is_accepted", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("listening_session", "is_accepted")
