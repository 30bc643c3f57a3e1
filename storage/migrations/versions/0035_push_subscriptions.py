"""Browsers that want to hear of news in a web chat."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from storage.models import EncryptedAddress

revision = '0035_push_subscriptions'
down_revision = '0034_counted_in_crowds'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('push_subscriptions',
    sa.Column('lane', EncryptedAddress(), nullable=False),
    sa.Column('address', EncryptedAddress(), nullable=False),
    sa.Column('where', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('lane', name=op.f('pk_push_subscriptions'))
    )
    op.create_index(op.f('ix_push_subscriptions_address'), 'push_subscriptions', ['address'])


def downgrade() -> None:
    """Take back."""
    op.drop_table('push_subscriptions')
