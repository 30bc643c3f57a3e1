"""What opens a web chat on another machine."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from storage.models import EncryptedAddress, UtcTime

revision = '0028_ways_back'
down_revision = '0027_sizes_hidden'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('ways_back',
    sa.Column('address', EncryptedAddress(), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=False),
    sa.Column('made_at', UtcTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('address', name=op.f('pk_ways_back')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_ways_back_code_hash'))
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table('ways_back')
