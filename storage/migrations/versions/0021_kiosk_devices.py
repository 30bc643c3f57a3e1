"""Tablets at the counters are enrolled and end; the links of before work on for a while."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from storage.models import UtcTime

revision = '0021_kiosk_devices'
down_revision = '0020_web_sessions'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    kiosks = op.create_table('kiosk_devices',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('counter', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('code_hash', sa.String(), nullable=True),
    sa.Column('code_until', UtcTime(timezone=True), nullable=True),
    sa.Column('token_hash', sa.String(), nullable=True),
    sa.Column('enrolled_by', sa.Integer(), nullable=True),
    sa.Column('enrolled_at', UtcTime(timezone=True), nullable=True),
    sa.Column('last_seen', sa.Date(), nullable=True),
    sa.Column('ended_at', UtcTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['enrolled_by'], ['people.id'],
                            name=op.f('fk_kiosk_devices_enrolled_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kiosk_devices')),
    sa.UniqueConstraint('code_hash', name=op.f('uq_kiosk_devices_code_hash')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_kiosk_devices_token_hash'))
    )
    # A database in which somebody is known already may have tablets at its counters.
    if op.get_bind().execute(sa.text('SELECT 1 FROM people LIMIT 1')).first():
        now = datetime.now(UTC)
        op.bulk_insert(kiosks, [{'counter': '', 'name': '', 'enrolled_at': now}])


def downgrade() -> None:
    """Take back."""
    op.drop_table('kiosk_devices')
