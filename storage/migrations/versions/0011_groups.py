
"""Groups of agencies, and the thread of each case in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from storage.models import UtcTime

revision = '0011_groups'
down_revision = '0008_desk'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('agency_groups',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('agency', sa.String(), nullable=False),
    sa.Column('threads', sa.Boolean(), nullable=False),
    sa.Column('joined_by', sa.Integer(), nullable=False),
    sa.Column('joined_at', UtcTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['joined_by'], ['people.id'], name=op.f('fk_agency_groups_joined_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agency_groups')),
    sa.UniqueConstraint('address', name=op.f('uq_agency_groups_address'))
    )
    op.create_index(op.f('ix_agency_groups_agency'), 'agency_groups', ['agency'], unique=False)
    op.create_table('group_threads',
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('group', sa.String(), nullable=False),
    sa.Column('external_id', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('icon', sa.String(), nullable=False),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('address', name=op.f('pk_group_threads'))
    )
    op.create_index('ix_group_threads_there', 'group_threads', ['group', 'external_id'], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table('group_threads')
    op.drop_table('agency_groups')
