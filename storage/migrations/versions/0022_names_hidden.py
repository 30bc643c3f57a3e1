"""What names a case, a denunciation, a file or what fell due is encrypted; denunciations know hours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import context, op
from storage.models.base import FILLER, padded
from storage.vault import Vault, WrongKeyError

revision = '0022_names_hidden'
down_revision = '0021_kiosk_devices'
branch_labels = None
depends_on = None

NAMES = {
    'denunciation_files': ('sha256', 'denounced'),
    'inbox': ('key', 'key'),
    'outbox': ('case_code', 'case'),
}
"""Of each table the column, and the label its names are stored under."""
AT_ONCE = 1000


def upgrade() -> None:
    """Apply."""
    _forget_who_heard_of_denunciations()
    for table, (column, label) in NAMES.items():
        _change(table, column, partial(_hidden, table, label))
    _cut_to_the_hour('denunciations', 'received_at', 'answered_at')
    _cut_to_the_hour('denunciation_steps', 'at', but_of='read')


def downgrade() -> None:
    """Take back; hours stay hours."""
    for table, (column, _) in NAMES.items():
        _change(table, column, partial(_shown, table))


def _forget_who_heard_of_denunciations() -> None:
    """A row that is sent says no more that it was about one; without words it is no row."""
    outbox = sa.table('outbox', *map(sa.column, ('case_code', 'reply', 'state')))
    sent = outbox.c.case_code.like('GK-%'), outbox.c.state != 'waiting'
    op.get_bind().execute(sa.delete(outbox).where(*sent, outbox.c.reply.is_(None)))
    op.get_bind().execute(sa.update(outbox).where(*sent).values(case_code=''))


def _hidden(table: str, label: str, vault: Vault, stored: str) -> str:
    name = vault.decrypt_address(stored) if table == 'inbox' else stored
    return name and vault.encrypt_address(f'{label}:{padded(name)}')


def _shown(table: str, vault: Vault, stored: str) -> str:
    name = vault.decrypt_address(stored).partition(':')[2].rstrip(FILLER)
    return vault.encrypt_address(name) if table == 'inbox' else name


def _vault() -> Vault:
    """Of the key the database was written with: addresses are still of that one."""
    vault: Vault | None = context.config.attributes['vault']
    counters = sa.table('counters', sa.column('name'), sa.column('value'))
    mark = op.get_bind().scalar(sa.select(counters.c.value).where(counters.c.name == 'vault'))
    if vault is not None and mark not in (None, vault.mark):
        vault = vault.old_of_mark(mark)
    if vault is None:
        raise WrongKeyError
    return vault


def _change(name: str, changed: str, change: Callable[[Vault, str], str]) -> None:
    table = _table(name, changed)
    keys = list(table.primary_key)
    write = sa.update(table).values({changed: sa.bindparam('anew')})
    write = write.where(*(key == sa.bindparam(f'old_{key.name}') for key in keys))
    for rows in filter(None, _rows(table)):
        vault = _vault()
        values = [
            {f'old_{key.name}': row._mapping[key.name] for key in keys}
            | {'anew': change(vault, row._mapping[changed])}
            for row in rows
        ]
        op.get_bind().execute(write, values)


def _table(name: str, *wanted: str) -> sa.Table:
    keys = sa.inspect(op.get_bind()).get_pk_constraint(name)['constrained_columns']
    types = {column['name']: column['type'] for column in sa.inspect(op.get_bind()).get_columns(name)}
    named = dict.fromkeys((*keys, *wanted))
    return sa.Table(
        name, sa.MetaData(), *(sa.Column(one, types[one], primary_key=one in keys) for one in named)
    )


def _rows(table: sa.Table) -> Iterator[list[Any]]:
    """All rows as they were, read before any is written: keys themselves change."""
    keys = list(table.primary_key)
    if [key.name for key in keys] != ['id']:
        yield op.get_bind().execute(sa.select(table)).all()
        return
    last = 0
    while rows := op.get_bind().execute(
        sa.select(table).where(keys[0] > last).order_by(keys[0]).limit(AT_ONCE)
    ).all():
        last = rows[-1].id
        yield rows


def _cut_to_the_hour(name: str, *columns: str, but_of: str = '') -> None:
    table = _table(name, *columns, *(['action'] if but_of else []))
    for row in op.get_bind().execute(sa.select(table)).all():
        if not but_of or row.action != but_of:
            hours = {column: _hour(row._mapping[column]) for column in columns}
            op.get_bind().execute(sa.update(table).where(table.c.id == row.id).values(hours))


def _hour(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(minute=0, second=0, microsecond=0)
