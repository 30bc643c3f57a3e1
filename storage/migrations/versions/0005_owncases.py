"""One-time links that attach a case filed on paper or by phone to its owner's chat."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from storage.models import UtcTime

revision = '0005_owncases'
down_revision = '0004_publication'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('case_links',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('created_at', UtcTime(timezone=True), nullable=False),
    sa.Column('expires_at', UtcTime(timezone=True), nullable=False),
    sa.Column('used_at', UtcTime(timezone=True), nullable=True),
    sa.Column('used_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['cases.id'], name=op.f('fk_case_links_case_id')),
    sa.ForeignKeyConstraint(['used_by'], ['people.id'], name=op.f('fk_case_links_used_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_links')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_case_links_token_hash'))
    )
    with op.batch_alter_table('case_links') as batch_op:
        batch_op.create_index(batch_op.f('ix_case_links_case_id'), ['case_id'], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table('case_links')
