"""How many visitors a place had in a week, as the office counts them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from storage.models import UtcTime

revision = '0040_visitor_counts'
down_revision = '0039_rating_words_hidden'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        'visitor_counts',
        sa.Column('week', sa.Date(), nullable=False),
        sa.Column('counter', sa.String(), nullable=False),
        sa.Column('visitors', sa.Integer(), nullable=False),
        sa.Column('told_at', UtcTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('week', 'counter', name=op.f('pk_visitor_counts')),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table('visitor_counts')
