"""The log of who works here; who invited, who confirmed; roles of the office and chair are not lent."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from rules.local_time import ZONE
from rules.log_chain import CHAIN_START, STAFF_LOG_CODE, chain_hash, line_hash
from storage.models import UtcTime

revision = '0014_staff_log'
down_revision = '0013_zalo'
branch_labels = None
depends_on = None

TWO_PEOPLE = ('office', 'chair')


def upgrade() -> None:
    """Apply."""
    op.create_table('staff_events',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', UtcTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.Column('chain', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['people.id'], name=op.f('fk_staff_events_actor_id')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_staff_events'))
    )
    op.create_table('staff_log_heads',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_staff_log_heads'))
    )
    with op.batch_alter_table('grants') as batch_op:
        batch_op.add_column(sa.Column('granted_by', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_grants_granted_by'), 'people', ['granted_by'], ['id'])
    with op.batch_alter_table('invitations') as batch_op:
        batch_op.add_column(sa.Column('created_by', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('confirmed_at', UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('confirmed_by', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_invitations_created_by'), 'people', ['created_by'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_invitations_confirmed_by'), 'people', ['confirmed_by'], ['id'])
        batch_op.create_index(batch_op.f('ix_invitations_created_by'), ['created_by'], unique=False)
    _begin_the_log()


def _begin_the_log() -> None:
    """What is held today is the log's beginning; who invited to office and chair is not known."""
    db, now = op.get_bind(), datetime.now(UTC)
    invitations = sa.table('invitations', sa.column('role'), sa.column('created_at'), sa.column('confirmed_at'))
    plain = invitations.c.role.not_in(TWO_PEOPLE)
    db.execute(sa.update(invitations).where(plain).values(confirmed_at=invitations.c.created_at))
    grants = sa.table('grants', *(
        sa.column(name, kind) for name, kind in {
            'person_id': sa.Integer(), 'role': sa.String(), 'agency': sa.String(), 'absence_id': sa.Integer(),
            'ended_at': UtcTime(timezone=True), 'suspended_at': UtcTime(timezone=True),
        }.items()
    ))
    lent = grants.c.absence_id.is_not(None), grants.c.role.in_(TWO_PEOPLE), grants.c.ended_at.is_(None)
    db.execute(sa.update(grants).where(*lent).values(ended_at=now))
    columns = (grants.c.person_id, grants.c.role, grants.c.agency, grants.c.absence_id, grants.c.suspended_at)
    held = db.execute(sa.select(*columns).where(grants.c.ended_at.is_(None)).order_by(*columns[:3])).all()
    own = dict.fromkeys(
        (person, role, agency) for person, role, agency, absence, _ in held if absence is None
    )
    lines = [('granted', {'person': person, 'role': role, 'agency': agency}) for person, role, agency in own]
    deputies: dict[tuple[int, int], list[list[str]]] = {}
    for person, role, agency, absence, _ in held:
        if absence is not None:
            deputies.setdefault((absence, person), []).append([role, agency])
    lines += [
        ('absence_began', {'absence': absence, 'deputy': person, 'roles': roles})
        for (absence, person), roles in sorted(deputies.items())
    ]
    suspended = {row[0] for row in held} - {row[0] for row in held if row[4] is None}
    lines += [('suspended', {'person': person}) for person in sorted(suspended)]
    before = chain = CHAIN_START
    rows = []
    for number, (action, data) in enumerate(lines, 1):
        before = line_hash(before, STAFF_LOG_CODE, number, now, None, action, data)
        chain = chain_hash(chain, before)
        row = {'number': number, 'at': now, 'actor_id': None, 'action': action, 'data': data}
        rows.append({**row, 'hash': before, 'chain': chain})
    if rows:
        events = sa.table('staff_events', *(
            sa.column(name, kind) for name, kind in {
                'number': sa.Integer(), 'at': UtcTime(timezone=True), 'actor_id': sa.Integer(),
                'action': sa.String(), 'data': sa.JSON(), 'hash': sa.String(), 'chain': sa.String(),
            }.items()
        ))
        heads = sa.table('staff_log_heads', sa.column('day', sa.Date()), sa.column('position'), sa.column('hash'))
        db.execute(sa.insert(events), rows)
        db.execute(sa.insert(heads).values(day=now.astimezone(ZONE).date(), position=len(rows), hash=chain))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table('invitations') as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitations_created_by'))
        batch_op.drop_constraint(batch_op.f('fk_invitations_confirmed_by'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_invitations_created_by'), type_='foreignkey')
        for name in ('confirmed_by', 'confirmed_at', 'created_by'):
            batch_op.drop_column(name)
    with op.batch_alter_table('grants') as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_grants_granted_by'), type_='foreignkey')
        batch_op.drop_column('granted_by')
    op.drop_table('staff_log_heads')
    op.drop_table('staff_events')
