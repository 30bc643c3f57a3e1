"""Denunciations handed over in secret: of their own, away from cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.models.base import UtcTime

revision = '0015_denunciations'
down_revision = '0014_staff_log'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('denunciations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('owner', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('received_at', UtcTime(), nullable=False),
    sa.Column('answered_at', UtcTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_denunciations')),
    sa.UniqueConstraint('code', name=op.f('uq_denunciations_code'))
    )
    op.create_index(op.f('ix_denunciations_owner'), 'denunciations', ['owner'])
    op.create_index('ix_denunciations_filed', 'denunciations', ['id'],
        sqlite_where=sa.text("state = 'filed'"), postgresql_where=sa.text("state = 'filed'"))
    op.create_table('denunciation_files',
    sa.Column('denunciation_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['denunciation_id'], ['denunciations.id'], name=op.f('fk_denunciation_files_denunciation_id_denunciations')),
    sa.PrimaryKeyConstraint('denunciation_id', 'sha256', name=op.f('pk_denunciation_files'))
    )
    op.create_index(op.f('ix_denunciation_files_sha256'), 'denunciation_files', ['sha256'])
    op.create_table('denunciation_steps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('denunciation_id', sa.Integer(), nullable=False),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('detail', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['actor_id'], ['people.id'], name=op.f('fk_denunciation_steps_actor_id_people')),
    sa.ForeignKeyConstraint(['denunciation_id'], ['denunciations.id'], name=op.f('fk_denunciation_steps_denunciation_id_denunciations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_denunciation_steps'))
    )
    op.create_index(op.f('ix_denunciation_steps_denunciation_id'), 'denunciation_steps', ['denunciation_id'])


def downgrade() -> None:
    """Take back."""
    op.drop_table('denunciation_steps')
    op.drop_table('denunciation_files')
    op.drop_table('denunciations')
