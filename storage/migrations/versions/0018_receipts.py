"""The secret part of a receipt, and how often it was guessed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0018_receipts'
down_revision = '0017_rating_crowds'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column('cases', sa.Column('receipt_secret', sa.Text(), nullable=False, server_default=''))
    op.create_table('receipt_tries',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'key', name=op.f('pk_receipt_tries'))
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table('receipt_tries')
    with op.batch_alter_table('cases') as cases:
        cases.drop_column('receipt_secret')
