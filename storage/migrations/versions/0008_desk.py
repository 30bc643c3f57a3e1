"""The log becomes a chain; absences and deputies, templates of answers, cards that edit themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from rules.log_chain import CHAIN_START, line_hash
from rules.text import text_fingerprint
from storage.models import UtcTime

revision = '0008_desk'
down_revision = '0010_periods'
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
    _people()
    _answers()
    with op.batch_alter_table('outbox') as batch_op:
        batch_op.add_column(sa.Column('card', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index('ix_outbox_about', ['case_code', 'lane'], unique=False)
    with op.batch_alter_table('cases') as batch_op:
        batch_op.add_column(sa.Column('accused_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_cases_accused_id'), 'people', ['accused_id'], ['id'])
    with op.batch_alter_table('case_events') as batch_op:
        batch_op.alter_column('number', server_default=None)
        batch_op.alter_column('hash', server_default=None)
        batch_op.create_unique_constraint(batch_op.f('uq_case_events_case_id_number'), ['case_id', 'number'])
    op.create_index('ix_case_events_position', 'case_events', ['position'], unique=True)
    only = sa.text('position IS NULL')
    op.create_index('ix_case_events_unsealed', 'case_events', ['id'], unique=False, sqlite_where=only, postgresql_where=only)


def _people() -> None:
    op.create_table('absences',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('deputy_id', sa.Integer(), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('last', sa.Date(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('made_at', UtcTime(timezone=True), nullable=False),
    sa.Column('began_at', UtcTime(timezone=True), nullable=True),
    sa.Column('ended_at', UtcTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_absences_person_id')),
    sa.ForeignKeyConstraint(['deputy_id'], ['people.id'], name=op.f('fk_absences_deputy_id')),
    sa.ForeignKeyConstraint(['made_by'], ['people.id'], name=op.f('fk_absences_made_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absences'))
    )
    op.create_index(op.f('ix_absences_ended_at'), 'absences', ['ended_at'], unique=False)
    with op.batch_alter_table('grants') as batch_op:
        batch_op.add_column(sa.Column('suspended_at', UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('away_since', UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('absence_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_grants_absence_id'), 'absences', ['absence_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_grants_absence_id'), ['absence_id'], unique=False)


def _answers() -> None:
    op.create_table('answer_templates',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('agency', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('made_at', UtcTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_answer_templates_author_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_templates'))
    )
    op.create_index(op.f('ix_answer_templates_agency'), 'answer_templates', ['agency'], unique=False)
    with op.batch_alter_table('answers') as batch_op:
        batch_op.add_column(sa.Column('digest', sa.String(), nullable=False, server_default=''))
        batch_op.create_index(batch_op.f('ix_answers_digest'), ['digest'], unique=False)
    answers = sa.table('answers', sa.column('id', sa.Integer()), sa.column('text', sa.Text()), sa.column('digest', sa.String()))
    db = op.get_bind()
    rows = [{'row': id_, 'd': text_fingerprint(text)} for id_, text in db.execute(sa.select(answers.c.id, answers.c.text))]
    if rows:
        change = sa.update(answers).where(answers.c.id == sa.bindparam('row'))
        db.execute(change.values(digest=sa.bindparam('d')), rows)


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
        number, before = last.get(code, (0, CHAIN_START))
        last[code] = number + 1, line_hash(before, code, number + 1, at, actor, action, data)
        rows.append({'row': id_, 'n': number + 1, 'h': last[code][1]})
    if rows:
        change = sa.update(events).where(events.c.id == sa.bindparam('row'))
        db.execute(change.values(number=sa.bindparam('n'), hash=sa.bindparam('h')), rows)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table('cases') as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_cases_accused_id'), type_='foreignkey')
        batch_op.drop_column('accused_id')
    with op.batch_alter_table('outbox') as batch_op:
        batch_op.drop_index('ix_outbox_about')
        batch_op.drop_column('card')
    with op.batch_alter_table('answers') as batch_op:
        batch_op.drop_index(batch_op.f('ix_answers_digest'))
        batch_op.drop_column('digest')
    op.drop_table('answer_templates')
    with op.batch_alter_table('grants') as batch_op:
        batch_op.drop_index(batch_op.f('ix_grants_absence_id'))
        batch_op.drop_constraint(batch_op.f('fk_grants_absence_id'), type_='foreignkey')
        for name in ('absence_id', 'away_since', 'suspended_at'):
            batch_op.drop_column(name)
    op.drop_table('absences')
    op.drop_index('ix_case_events_unsealed', 'case_events')
    op.drop_index('ix_case_events_position', 'case_events')
    with op.batch_alter_table('case_events') as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_case_events_case_id_number'), type_='unique')
        for name in ('chain', 'position', 'hash', 'number'):
            batch_op.drop_column(name)
    op.drop_table('log_heads')
