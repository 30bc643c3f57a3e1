"""An agency that was accused stays out of a case until two people say that it may read it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0024_kept_out'
down_revision = '0023_verdict'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column('cases', sa.Column('kept_out', sa.String(), nullable=False, server_default=''))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table('cases') as cases:
        cases.drop_column('kept_out')
