"""Words that wait for no word that they are all: when the pause after them is over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from storage.models import UtcTime

revision = '0031_resting_words'
down_revision = '0030_drawn_ids'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column('conversations', sa.Column('rests_until', UtcTime(timezone=True), nullable=True))
    op.create_index('ix_conversations_rests_until', 'conversations', ['rests_until'])


def downgrade() -> None:
    """Take back."""
    op.drop_index('ix_conversations_rests_until', 'conversations')
    with op.batch_alter_table('conversations') as conversations:
        conversations.drop_column('rests_until')
