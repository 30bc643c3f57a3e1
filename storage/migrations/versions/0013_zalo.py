"""What the Zalo channel must remember: its tokens, and the numbered choices shown last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0013_zalo'
down_revision = '0012_awaiting_publication'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table('oauth_tokens',
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('seed', sa.String(), nullable=False),
    sa.Column('pair', sa.LargeBinary(), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('renewing_until', sa.Double(), nullable=False),
    sa.Column('refused', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('channel', name=op.f('pk_oauth_tokens'))
    )
    op.create_table('shown_menus',
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('choices', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('address', name=op.f('pk_shown_menus'))
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table('shown_menus')
    op.drop_table('oauth_tokens')
