"""How large a file of a case is, is encrypted: it tells which other one is the same."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0027_sizes_hidden'
down_revision = '0026_outbox_mentions'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; of older files it is forgotten."""
    with op.batch_alter_table('case_media') as files:
        files.drop_column('size')
    op.add_column('case_media', sa.Column('size', sa.Text(), nullable=True))


def downgrade() -> None:
    """Take back; nothing reads it."""
    with op.batch_alter_table('case_media') as files:
        files.drop_column('size')
    op.add_column('case_media', sa.Column('size', sa.Integer(), nullable=False, server_default='0'))
