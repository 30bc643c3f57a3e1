"""Whom the words of a rating named, before the names were masked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from storage.models.base import EncryptedName

revision = '0037_meant_in_a_rating'
down_revision = '0036_punctuality'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table('rating_slips') as slips:
        slips.add_column(sa.Column('meant', EncryptedName('meant in a rating'), nullable=False, server_default=''))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table('rating_slips') as slips:
        slips.drop_column('meant')
