"""Other systems read and file: their keys, what they filed, and reading by date."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from storage.models import UtcTime

revision = '0009_open311'
down_revision = '0007_citizen'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('api_keys',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('key_hash', sa.String(), nullable=False),
    sa.Column('per_day', sa.Integer(), nullable=False),
    sa.Column('created_at', UtcTime(timezone=True), nullable=False),
    sa.Column('ended_at', UtcTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_keys')),
    sa.UniqueConstraint('key_hash', name=op.f('uq_api_keys_key_hash'))
    )
    op.create_table('filings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('notice', sa.Text(), nullable=False),
    sa.Column('at', UtcTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['key_id'], ['api_keys.id'], name=op.f('fk_filings_key_id')),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_filings_case_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_filings')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_filings_token_hash'))
    )
    with op.batch_alter_table('filings') as batch_op:
        batch_op.create_index('ix_filings_key_at', ['key_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_filings_case_id'), ['case_id'], unique=False)
    op.create_index('ix_publications_received_at', 'publications', ['received_at'])
    op.create_index('ix_publications_changed_at', 'publications', ['changed_at'])
    op.create_index('ix_cases_sealed', 'cases', ['id'], sqlite_where=sa.text('sealed'),
        postgresql_where=sa.text('sealed'))
    # The word of storage.publications.search_word_of_month, for what was published before there was one.
    sqlite = op.get_bind().dialect.name == 'sqlite'
    word = "substr(strftime('%Y%m', published_at), 3)" if sqlite else \
        "to_char(published_at AT TIME ZONE 'UTC', 'YYMM')"
    op.execute(f"UPDATE publications SET folded = folded || ' xmonth' || {word} WHERE folded <> ''")
    if sqlite:
        # A change of every row leaves the index in pieces, and searches slow.
        op.execute("INSERT INTO publication_search(publication_search) VALUES ('optimize')")


def downgrade() -> None:
    """Take back."""
    op.drop_index('ix_cases_sealed', 'cases')
    op.drop_index('ix_publications_changed_at', 'publications')
    op.drop_index('ix_publications_received_at', 'publications')
    op.drop_table('filings')
    op.drop_table('api_keys')
