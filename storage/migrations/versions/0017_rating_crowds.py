"""A slip knows which crowd it came with, for as long as it knows its device."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0017_rating_crowds'
down_revision = '0016_at_rest'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table('rating_slips', schema=None) as batch_op:
        batch_op.add_column(sa.Column('crowd', sa.String(), server_default='', nullable=False))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table('rating_slips', schema=None) as batch_op:
        batch_op.drop_column('crowd')
