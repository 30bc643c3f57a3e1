"""Whether a matter is settled, by the word of whoever reported it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from storage.models import UtcTime

revision = '0023_verdict'
down_revision = '0022_names_hidden'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column('cases', sa.Column('verdict', sa.String(), nullable=False, server_default=''))
    op.add_column('cases', sa.Column('verdict_at', UtcTime(timezone=True), nullable=True))
    waiting = sa.text("verdict = 'waiting'")
    op.create_index('ix_cases_awaiting_verdict', 'cases', ['id'],
        sqlite_where=waiting, postgresql_where=waiting)


def downgrade() -> None:
    """Take back."""
    op.drop_index('ix_cases_awaiting_verdict', 'cases')
    with op.batch_alter_table('cases') as cases:
        cases.drop_column('verdict_at')
        cases.drop_column('verdict')
