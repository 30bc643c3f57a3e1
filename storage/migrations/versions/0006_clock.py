"""The data dates were told by, a heartbeat, outages, and an index of contacts still kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from storage.models import UtcTime

revision = '0006_clock'
down_revision = '0005_owncases'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('data_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mark', sa.String(), nullable=False),
    sa.Column('terms', sa.JSON(), nullable=False),
    sa.Column('since', UtcTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_data_versions'))
    )
    op.create_table('heartbeats',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('beat', sa.Double(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_heartbeats'))
    )
    op.create_table('outages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('first', UtcTime(timezone=True), nullable=False),
    sa.Column('last', UtcTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outages'))
    )
    op.create_index(
        'ix_cases_contact_kept', 'cases', ['received_at'],
        sqlite_where=sa.text('contact IS NOT NULL'),
        postgresql_where=sa.text('contact IS NOT NULL'),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index('ix_cases_contact_kept', 'cases')
    op.drop_table('outages')
    op.drop_table('heartbeats')
    op.drop_table('data_versions')
