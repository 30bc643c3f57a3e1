"""A slip knows on which day it was counted, and how: figures move by the day and by groups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0034_counted_in_crowds'
down_revision = '0033_accused_hidden'
branch_labels = None
depends_on = None

WORDS, WAITING = 'ix_rating_slips_words', 'ix_rating_slips_waiting'


def upgrade() -> None:
    """Apply: what is there already was counted when it came."""
    with op.batch_alter_table('rating_slips', schema=None) as batch_op:
        batch_op.add_column(sa.Column('counted_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('counted_as', sa.JSON(none_as_null=True), nullable=True))
    op.execute('UPDATE rating_slips SET counted_on = day')
    op.drop_index(WORDS, table_name='rating_slips')
    _index(WORDS, 'counted_on', "words <> ''")
    _index(WAITING, 'day', 'counted_on IS NULL')


def downgrade() -> None:
    """Take back."""
    op.drop_index(WAITING, table_name='rating_slips')
    op.drop_index(WORDS, table_name='rating_slips')
    with op.batch_alter_table('rating_slips', schema=None) as batch_op:
        batch_op.drop_column('counted_as')
        batch_op.drop_column('counted_on')
    _index(WORDS, 'day', "words <> ''")


def _index(name: str, column: str, where: str) -> None:
    op.create_index(
        name, 'rating_slips', [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )
