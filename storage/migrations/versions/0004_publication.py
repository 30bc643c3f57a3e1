"""Publications stand on their own, can be searched by the million, and begin as drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from storage.database import SEARCH_DDL
from storage.models import UtcTime

revision = '0004_publication'
down_revision = '0003_ratings'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply.

    What was published before passed another gate, without masks item by item or groups: it goes
    back to the office to be checked again.
    """
    op.drop_table('publications')
    op.create_table('publications',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('field', sa.String(), nullable=False),
    sa.Column('agency', sa.String(), nullable=False),
    sa.Column('commune', sa.String(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('photos', sa.JSON(), nullable=False),
    sa.Column('received_at', UtcTime(timezone=True), nullable=False),
    sa.Column('forwarded_at', UtcTime(timezone=True), nullable=True),
    sa.Column('answered_at', UtcTime(timezone=True), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('on_time', sa.Boolean(), nullable=False),
    sa.Column('published_at', UtcTime(timezone=True), nullable=False),
    sa.Column('published_by', sa.Integer(), nullable=True),
    sa.Column('changed_at', UtcTime(timezone=True), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_publications_case_id')),
    sa.ForeignKeyConstraint(['published_by'], ['people.id'], name=op.f('fk_publications_published_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_publications')),
    sa.UniqueConstraint('case_id', name=op.f('uq_publications_case_id')),
    sa.UniqueConstraint('code', name=op.f('uq_publications_code'))
    )
    with op.batch_alter_table('publications') as batch_op:
        batch_op.create_index('ix_publications_state_id', ['state', 'id'], unique=False)
        batch_op.create_index('ix_publications_state_agency', ['state', 'agency', 'id'], unique=False)
        batch_op.create_index('ix_publications_published_at', ['published_at'], unique=False)
    op.create_table('publication_drafts',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('proposal', sa.LargeBinary(), nullable=False),
    sa.Column('changed_at', UtcTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_publication_drafts_case_id')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_publication_drafts')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_publication_drafts_token_hash'))
    )
    for statement in SEARCH_DDL[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute("UPDATE cases SET publication = 'waiting' WHERE publication = 'published'")


def downgrade() -> None:
    """Take back; what was published must be published again."""
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TABLE publication_search')
    op.drop_table('publication_drafts')
    op.drop_table('publications')
    op.create_table('publications',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('published_at', UtcTime(timezone=True), nullable=False),
    sa.Column('published_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_publications_case_id')),
    sa.ForeignKeyConstraint(['published_by'], ['people.id'], name=op.f('fk_publications_published_by')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_publications'))
    )
    with op.batch_alter_table('publications') as batch_op:
        batch_op.create_index('ix_publications_published_at', ['published_at', 'case_id'], unique=False)
    op.execute("UPDATE cases SET publication = 'waiting' WHERE publication = 'published'")
