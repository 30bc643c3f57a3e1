"""New cases have ids drawn by lot, so what is ordered is ordered by when it came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0030_drawn_ids'
down_revision = '0029_intake_tallies'
branch_labels = None
depends_on = None

FEW = {
    'ix_cases_sealed': 'sealed',
    'ix_cases_awaiting_publication': "publication = 'waiting'",
    'ix_cases_awaiting_verdict': "verdict = 'waiting'",
}


def upgrade() -> None:
    """Apply; older rows keep their ids."""
    _order_by('received_at')
    op.create_index('ix_cases_received_at', 'cases', ['received_at'])


def downgrade() -> None:
    """Take back."""
    op.drop_index('ix_cases_received_at', table_name='cases')
    _order_by('id')


def _order_by(column: str) -> None:
    op.drop_index('ix_cases_person_id', table_name='cases')
    op.create_index('ix_cases_person_id', 'cases', ['person_id', column])
    for name, which in FEW.items():
        op.drop_index(name, table_name='cases')
        op.create_index(name, 'cases', [column], sqlite_where=sa.text(which), postgresql_where=sa.text(which))
