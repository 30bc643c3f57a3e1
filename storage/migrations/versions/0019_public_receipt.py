"""What strangers may know of when a case was received: the day, or the week where few reported."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from rules.public_dates import public_receipt
from storage.models.base import UtcTime

revision = '0019_public_receipt'
down_revision = '0018_receipts'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. What was more exact is in the cases themselves."""
    rows = sa.table(
        'publications', sa.column('id'), sa.column('commune'), sa.column('received_at', UtcTime()),
        sa.column('forwarded_at'),
    )
    bind = op.get_bind()
    for row in bind.execute(sa.select(rows.c.id, rows.c.commune, rows.c.received_at)).all():
        coarse = public_receipt(row.received_at, week_only=not row.commune)
        bind.execute(rows.update().where(rows.c.id == row.id).values(received_at=coarse))
    bind.execute(rows.update().where(rows.c.commune == '').values(forwarded_at=None))


def downgrade() -> None:
    """Nothing to take back: the cases have the moment."""
