"""Low scores wait and are told anew when changed; a role of an agency with several communes names one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0038_low_scores_wait'
down_revision = '0037_meant_in_a_rating'
branch_labels = None
depends_on = None

LOW = 2
"""What was told until now: dissatisfied, and worse."""


def upgrade() -> None:
    """Apply: what was told stays told."""
    with op.batch_alter_table('rating_slips', schema=None) as batch_op:
        batch_op.add_column(sa.Column('task_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('told_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('words_told_on', sa.Date(), nullable=True))
        batch_op.create_foreign_key(op.f('fk_rating_slips_task_id'), 'rating_tasks', ['task_id'], ['id'])
        batch_op.create_index(op.f('ix_rating_slips_task_id'), ['task_id'])
    task = 'FROM rating_tasks t WHERE t.counter = rating_slips.counter AND t.day = rating_slips.day'
    op.execute(
        f'UPDATE rating_slips SET task_id = (SELECT t.id {task}), told_on = day'
        f' WHERE overall <= {LOW} AND EXISTS (SELECT 1 {task})'
    )
    op.execute("UPDATE rating_slips SET words_told_on = day WHERE words <> ''")
    for table in ('grants', 'invitations'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('place', sa.String(), server_default='', nullable=False))


def downgrade() -> None:
    """Take back."""
    for table in ('invitations', 'grants'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column('place')
    with op.batch_alter_table('rating_slips', schema=None) as batch_op:
        batch_op.drop_index(op.f('ix_rating_slips_task_id'))
        batch_op.drop_constraint(op.f('fk_rating_slips_task_id'), type_='foreignkey')
        for name in ('words_told_on', 'told_on', 'task_id'):
            batch_op.drop_column(name)
