"""Anonymous ratings of the one-stop counters, their daily tallies, and tasks about low scores."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from storage.models import UtcTime

revision = '0003_ratings'
down_revision = '0002_lifecycle'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('rating_slips',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('device', sa.String(), nullable=False),
    sa.Column('counter', sa.String(), nullable=False),
    sa.Column('agency', sa.String(), nullable=False),
    sa.Column('commune', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('via', sa.String(), nullable=False),
    sa.Column('overall', sa.Integer(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('media', sa.JSON(), nullable=False),
    sa.Column('mark', sa.String(), nullable=False),
    sa.Column('rated_at', UtcTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rating_slips')),
    sa.UniqueConstraint('key', name=op.f('uq_rating_slips_key'))
    )
    with op.batch_alter_table('rating_slips', schema=None) as batch_op:
        batch_op.create_index('ix_rating_slips_counter_rated_at', ['counter', 'rated_at'])
        batch_op.create_index('ix_rating_slips_day_overall', ['day', 'overall'])
        batch_op.create_index(batch_op.f('ix_rating_slips_device'), ['device'])
        batch_op.create_index(
            'ix_rating_slips_words', ['day'],
            sqlite_where=sa.text("words <> ''"), postgresql_where=sa.text("words <> ''")
        )

    op.create_table('rating_days',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('counter', sa.String(), nullable=False),
    sa.Column('agency', sa.String(), nullable=False),
    sa.Column('commune', sa.String(), nullable=False),
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('marked', sa.Boolean(), nullable=False),
    sa.Column('n0', sa.Integer(), nullable=False),
    sa.Column('n1', sa.Integer(), nullable=False),
    sa.Column('n2', sa.Integer(), nullable=False),
    sa.Column('n3', sa.Integer(), nullable=False),
    sa.Column('n4', sa.Integer(), nullable=False),
    sa.Column('n5', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('day', 'counter', 'agency', 'commune', 'question', 'marked',
                            name=op.f('pk_rating_days')),
    sqlite_with_rowid=False
    )
    op.create_table('rating_salts',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_rating_salts'))
    )
    op.create_table('rating_tasks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('counter', sa.String(), nullable=False),
    sa.Column('agency', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('low', sa.Integer(), nullable=False),
    sa.Column('told_at', UtcTime(), nullable=False),
    sa.Column('done', sa.Text(), nullable=False),
    sa.Column('done_at', UtcTime(), nullable=True),
    sa.Column('done_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['done_by'], ['people.id'], name=op.f('fk_rating_tasks_done_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rating_tasks')),
    sa.UniqueConstraint('counter', 'day', name=op.f('uq_rating_tasks_counter_day'))
    )
    with op.batch_alter_table('rating_tasks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rating_tasks_day'), ['day'])


def downgrade() -> None:
    """Undo."""
    for table in ('rating_tasks', 'rating_salts', 'rating_days', 'rating_slips'):
        op.drop_table(table)
