"""Which web chat sessions are over, and which are short because the machine is shared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from storage.models import EncryptedAddress, UtcTime

revision = '0020_web_sessions'
down_revision = '0019_public_receipt'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('web_sessions',
    sa.Column('address', EncryptedAddress(), nullable=False),
    sa.Column('shared_until', UtcTime(timezone=True), nullable=True),
    sa.Column('ended_at', UtcTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('address', name=op.f('pk_web_sessions'))
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table('web_sessions')
