"""Periods whose figures were closed; what happened in a period is found by its time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from storage.models import UtcTime

revision = '0010_periods'
down_revision = '0009_open311'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index('ix_case_events_at', 'case_events', ['at'])
    op.create_table('closed_periods',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('span', sa.String(), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.Column('closed_at', UtcTime(timezone=True), nullable=False),
    sa.Column('closed_by', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['closed_by'], ['people.id'], name=op.f('fk_closed_periods_closed_by_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closed_periods')),
    sa.UniqueConstraint('span', 'first', name=op.f('uq_closed_periods_span_first'))
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table('closed_periods')
    op.drop_index('ix_case_events_at', 'case_events')
