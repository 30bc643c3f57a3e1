"""Blocking and its appeal, talks with an officer, files of own data, proposals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from storage.models import UtcTime

revision = '0007_citizen'
down_revision = '0006_clock'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('talks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=True),
    sa.Column('officer_address', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('began_at', UtcTime(timezone=True), nullable=False),
    sa.Column('said_at', UtcTime(timezone=True), nullable=False),
    sa.Column('ended_by', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_talks_person_id')),
    sa.ForeignKeyConstraint(['officer_id'], ['people.id'], name=op.f('fk_talks_officer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_talks'))
    )
    with op.batch_alter_table('talks') as batch_op:
        batch_op.create_index(batch_op.f('ix_talks_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ix_talks_state_said_at', ['state', 'said_at'], unique=False)
    op.create_table('talk_lines',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('talk_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('at', UtcTime(timezone=True), nullable=False),
    sa.Column('said', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['talk_id'], ['talks.id'], name=op.f('fk_talk_lines_talk_id')),
    sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_talk_lines_author_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_talk_lines'))
    )
    with op.batch_alter_table('talk_lines') as batch_op:
        batch_op.create_index(batch_op.f('ix_talk_lines_talk_id'), ['talk_id'], unique=False)
    op.create_table('own_files',
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('goes_at', UtcTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_own_files_person_id')),
    sa.PrimaryKeyConstraint('sha256', 'person_id', name=op.f('pk_own_files'))
    )
    with op.batch_alter_table('own_files') as batch_op:
        batch_op.create_index(batch_op.f('ix_own_files_goes_at'), ['goes_at'], unique=False)
    with op.batch_alter_table('people') as batch_op:
        batch_op.add_column(sa.Column('blocked_at', UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('blocked_for', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('scolded_at', UtcTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_people_blocked_for'), 'cases', ['blocked_for'], ['id']
        )
    with op.batch_alter_table('conversations') as batch_op:
        batch_op.add_column(sa.Column('talk_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_conversations_talk_id'), 'talks', ['talk_id'], ['id']
        )
    with op.batch_alter_table('cases') as batch_op:
        batch_op.add_column(
            sa.Column('proposal', sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table('cases') as batch_op:
        batch_op.alter_column('proposal', server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table('cases') as batch_op:
        batch_op.drop_column('proposal')
    with op.batch_alter_table('conversations') as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_conversations_talk_id'), type_='foreignkey')
        batch_op.drop_column('talk_id')
    with op.batch_alter_table('people') as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_people_blocked_for'), type_='foreignkey')
        batch_op.drop_column('scolded_at')
        batch_op.drop_column('blocked_for')
        batch_op.drop_column('blocked_at')
    op.drop_table('own_files')
    op.drop_table('talk_lines')
    op.drop_table('talks')
