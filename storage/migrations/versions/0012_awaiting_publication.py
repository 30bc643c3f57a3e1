"""What waits for publication is found without reading the archive."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0012_awaiting_publication'
down_revision = '0011_groups'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    waiting = sa.text("publication = 'waiting'")
    op.create_index('ix_cases_awaiting_publication', 'cases', ['id'],
        sqlite_where=waiting, postgresql_where=waiting)


def downgrade() -> None:
    """Take back."""
    op.drop_index('ix_cases_awaiting_publication', 'cases')
