"""Keep whom the study lets go no further, and a salt with each panel's id, from which its token is made.

No version before this one wrote the id of a panel, so that every id has its salt.

Revision ID: 2026_11_22_panels
Revises: 2026_11_22_acceptance
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_panels"
down_revision = "2026_11_22_acceptance"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("listening_session", sa.Column("screened_out_by", sa.String(length=64), nullable=True))
    op.add_column("external_id", sa.Column("salt", sa.String(length=32), nullable=True))


def downgrade() -> None:
    op.drop_column("external_id", "salt")
    op.drop_column("listening_session", "screened_out_by")
