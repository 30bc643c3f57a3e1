"""Which cases a list names, so that it goes from the history of who may not read one any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from storage.models import EncryptedName

revision = '0026_outbox_mentions'
down_revision = '0025_solution'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('outbox_mentions',
    sa.Column('case_code', EncryptedName('mentioned'), nullable=False),
    sa.Column('outbox_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['outbox_id'], ['outbox.id'], ondelete='CASCADE',
                            name=op.f('fk_outbox_mentions_outbox_id')),
    sa.PrimaryKeyConstraint('case_code', 'outbox_id', name=op.f('pk_outbox_mentions'))
    )
    op.create_index('ix_outbox_mentions_outbox_id', 'outbox_mentions', ['outbox_id'])


def downgrade() -> None:
    """Take back."""
    op.drop_table('outbox_mentions')
