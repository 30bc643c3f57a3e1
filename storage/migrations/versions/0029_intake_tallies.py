"""How many chats of a day began a report, and how soon they had their receipts: counts alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0029_intake_tallies'
down_revision = '0028_ways_back'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; nothing is known of days before."""
    op.create_table('intake_tallies',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'minutes', name=op.f('pk_intake_tallies'))
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table('intake_tallies')
