"""The log becomes a chain: each line's place in its case, its hash, and the heads of days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from rules.log_chain import START, line_hash
from storage.models import UtcTime

revision = '0008_desk'
down_revision = '0005_owncases'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('log_heads',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_log_heads'))
    )
    with op.batch_alter_table('case_events') as batch_op:
        batch_op.add_column(sa.Column('number', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('hash', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('position', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('chain', sa.String(), nullable=True))
    _chain_what_is_there()
    with op.batch_alter_table('case_events') as batch_op:
        batch_op.alter_column('number', server_default=None)
        batch_op.alter_column('hash', server_default=None)
        batch_op.create_unique_constraint(batch_op.f('uq_case_events_case_id_number'), ['case_id', 'number'])
    op.create_index('ix_case_events_position', 'case_events', ['position'], unique=True)
    only = sa.text('position IS NULL')
    op.create_index('ix_case_events_unsealed', 'case_events', ['id'], unique=False, sqlite_where=only, postgresql_where=only)


def _chain_what_is_there() -> None:
    events = sa.table('case_events', *(
        sa.column(name, kind) for name, kind in {
            'id': sa.Integer(), 'case_id': sa.Integer(), 'at': UtcTime(timezone=True), 'actor_id': sa.Integer(),
            'action': sa.String(), 'data': sa.JSON(), 'number': sa.Integer(), 'hash': sa.String(),
        }.items()
    ))
    cases = sa.table('cases', sa.column('id', sa.Integer()), sa.column('code', sa.String()))
    db = op.get_bind()
    found = db.execute(
        sa.select(events.c.id, cases.c.code, events.c.at, events.c.actor_id, events.c.action, events.c.data)
        .join(cases, cases.c.id == events.c.case_id).order_by(events.c.id)
    ).all()
    last: dict[str, tuple[int, str]] = {}
    rows = []
    for id_, code, at, actor, action, data in found:
        number, before = last.get(code, (0, START))
        last[code] = number + 1, line_hash(before, code, number + 1, at, actor, action, data)
        rows.append({'row': id_, 'n': number + 1, 'h': last[code][1]})
    if rows:
        change = sa.update(events).where(events.c.id == sa.bindparam('row'))
        db.execute(change.values(number=sa.bindparam('n'), hash=sa.bindparam('h')), rows)


def downgrade() -> None:
    """Take back."""
    op.drop_index('ix_case_events_unsealed', 'case_events')
    op.drop_index('ix_case_events_position', 'case_events')
    with op.batch_alter_table('case_events') as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_case_events_case_id_number'), type_='unique')
        for name in ('chain', 'position', 'hash', 'number'):
            batch_op.drop_column(name)
    op.drop_table('log_heads')
