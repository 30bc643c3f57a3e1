"""No moment, count or gap leads from a chat to what is kept nowhere of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0032_no_moment'
down_revision = '0031_resting_words'
branch_labels = None
depends_on = None

NONE = '1970-01-01 00:00:00+00:00'
ROW_IDS = {'inbox': ('id',), 'outbox': ('id',), 'outbox_mentions': ('outbox_id',)}
"""They follow the clock from now on, in nanoseconds."""


def upgrade() -> None:
    """Apply; lines that were emptied go, as new ones do."""
    op.drop_column('conversations', 'runs')
    op.drop_column('addresses', 'created_at')
    _forget_when('people', 'created_at', sa.true())
    _forget_when('conversations', 'updated_at', sa.column('stack').is_(None))
    for name in ('inbox', 'outbox'):
        table = sa.table(name, sa.column('lane'))
        op.get_bind().execute(sa.delete(table).where(table.c.lane == ''))
    _give_row_ids(sa.Integer(), sa.BigInteger())


def downgrade() -> None:
    """Take back; what was forgotten stays so."""
    for name in ROW_IDS:  # such ids no older version can hold
        op.get_bind().execute(sa.delete(sa.table(name)))
    _give_row_ids(sa.BigInteger(), sa.Integer())
    op.add_column('addresses', sa.Column('created_at', sa.DateTime(timezone=True), nullable=False, server_default=NONE))
    op.add_column('conversations', sa.Column('runs', sa.Integer(), nullable=False, server_default='0'))


def _forget_when(name: str, column: str, which: sa.ColumnElement[bool]) -> None:
    moment = sa.column(column, sa.DateTime(timezone=True))
    table = sa.table(name, moment)
    never = sa.text(f"'{NONE}'") if _is_postgres() else sa.text("'1970-01-01 00:00:00.000000'")
    op.get_bind().execute(sa.update(table).where(which).values({column: never}))


def _give_row_ids(before: sa.Integer, after: sa.Integer) -> None:
    """A file of SQLite has one kind of number."""
    if _is_postgres():
        for name, columns in ROW_IDS.items():
            for column in columns:
                op.alter_column(name, column, existing_type=before, type_=after)


def _is_postgres() -> bool:
    return op.get_bind().dialect.name == 'postgresql'
