"""New cases have ids drawn by lot, so what is ordered is ordered by when it came."""

from __future__ import annotations

from alembic import op

revision = '0030_drawn_ids'
down_revision = '0029_intake_tallies'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply; older rows keep their ids."""
    op.drop_index('ix_cases_person_id', table_name='cases')
    op.create_index('ix_cases_person_id', 'cases', ['person_id', 'received_at'])
    op.create_index('ix_cases_received_at', 'cases', ['received_at'])


def downgrade() -> None:
    """Take back."""
    op.drop_index('ix_cases_received_at', table_name='cases')
    op.drop_index('ix_cases_person_id', table_name='cases')
    op.create_index('ix_cases_person_id', 'cases', ['person_id', 'id'])
