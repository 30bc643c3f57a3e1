"""What the whole life of a case needs: notes, co-operating agencies, signatures, pauses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from storage.models import UtcTime

revision = '0002_lifecycle'
down_revision = '0001_start'
branch_labels = None
depends_on = None

TEXTS = {'kind': 'report', 'about': '', 'source': 'chat', 'deadline': '', 'status_before': '', 'accused': ''}


def upgrade() -> None:
    """Apply."""
    op.create_table('case_agencies',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('agency', sa.String(), nullable=False),
    sa.Column('added_at', UtcTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_agencies_case_id')),
    sa.PrimaryKeyConstraint('case_id', 'agency', name=op.f('pk_case_agencies'))
    )
    op.create_table('case_notes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('at', UtcTime(timezone=True), nullable=False),
    sa.Column('text', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_case_notes_author_id')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_notes_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_notes'))
    )
    with op.batch_alter_table('case_notes') as batch_op:
        batch_op.create_index(batch_op.f('ix_case_notes_case_id'), ['case_id'], unique=False)
    with op.batch_alter_table('answers') as batch_op:
        batch_op.add_column(sa.Column('state', sa.String(), nullable=False, server_default='sent'))
        batch_op.add_column(sa.Column('signed_by', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_answers_signed_by'), 'people', ['signed_by'], ['id'])
    with op.batch_alter_table('cases') as batch_op:
        for name, default in TEXTS.items():
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=default))
        for name in ('urgent', 'sealed'):
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('level', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('merged_into', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_cases_merged_into'), 'cases', ['merged_into'], ['id'])


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table('cases') as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_cases_merged_into'), type_='foreignkey')
        for name in ('merged_into', 'level', 'sealed', 'urgent', *TEXTS):
            batch_op.drop_column(name)
    with op.batch_alter_table('answers') as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_answers_signed_by'), type_='foreignkey')
        batch_op.drop_column('signed_by')
        batch_op.drop_column('state')
    op.drop_table('case_notes')
    op.drop_table('case_agencies')
