"""Of what is published: answered within more time that was given, and since when its term runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0036_punctuality'
down_revision = '0035_push_subscriptions'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column('publications', sa.Column('extended', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('publications', sa.Column('reopened', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('publications', sa.Column('opened_on', sa.Date(), nullable=True))
    given = (
        "EXISTS (SELECT 1 FROM case_events e WHERE e.case_id = publications.case_id AND e.action = 'extend'"
        ' AND e.at <= publications.answered_at)'
    )
    op.execute(f'UPDATE publications SET extended = true WHERE on_time AND {given}')
    op.execute("UPDATE publications SET folded = replace(folded, 'xontime', 'xextended') WHERE extended")


def downgrade() -> None:
    """Take back."""
    op.execute("UPDATE publications SET folded = replace(folded, 'xextended', 'xontime') WHERE extended")
    with op.batch_alter_table('publications') as publications:
        for name in ('opened_on', 'reopened', 'extended'):
            publications.drop_column(name)
