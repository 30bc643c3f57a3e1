"""Addresses, places and the words people wrote are encrypted; the public half of the sealed key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import context, op
from storage.vault import Vault, WrongKeyError

revision = '0016_at_rest'
down_revision = '0015_denunciations'
branch_labels = None
depends_on = None

ADDRESSES = {
    'addresses': ('address',),
    'agency_groups': ('address',),
    'cases': ('address',),
    'conversations': ('address',),
    'group_threads': ('address', 'group'),
    'inbox': ('lane', 'key'),
    'outbox': ('lane',),
    'shown_menus': ('address',),
    'talks': ('address', 'officer_address'),
}
POINT = ('latitude', 'longitude')
TEXTS = {
    'answers': ('text',), 'case_media': ('name',), 'cases': ('text', 'place', *POINT), 'ratings': ('words',)
}
AT_ONCE = 1000


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table('case_media') as batch_op:
        batch_op.alter_column('name', existing_type=sa.String(), type_=sa.Text(), existing_nullable=False)
    op.create_table('public_keys',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_public_keys'))
    )
    with op.batch_alter_table('cases') as batch_op:
        for name in POINT:
            batch_op.alter_column(
                name, existing_type=sa.Double(), type_=sa.Text(), postgresql_using=f'{name}::text'
            )
    _change_each(lambda vault: (vault.encrypt_address, vault.encrypt_text))


def downgrade() -> None:
    """Take back."""
    _change_each(lambda vault: (vault.decrypt_address, vault.decrypt_text))
    op.drop_table('public_keys')
    with op.batch_alter_table('cases') as batch_op:
        for name in POINT:
            batch_op.alter_column(
                name, existing_type=sa.Text(), type_=sa.Double(),
                postgresql_using=f'{name}::double precision',
            )
    with op.batch_alter_table('case_media') as batch_op:
        batch_op.alter_column('name', existing_type=sa.Text(), type_=sa.String(), existing_nullable=False)


def _change_each(way: Callable[[Vault], tuple[Callable[[str], str], ...]]) -> None:
    for columns, which in ((ADDRESSES, 0), (TEXTS, 1)):
        for name, changed in columns.items():
            table = _table(name, changed)
            for rows in filter(None, _rows(table)):
                change = way(_vault())[which]
                _write(table, changed, rows, change)


def _vault() -> Vault:
    """The one the database was written with: nothing may be encrypted with another."""
    vault: Vault | None = context.config.attributes['vault']
    counters = sa.table('counters', sa.column('name'), sa.column('value'))
    mark = op.get_bind().scalar(sa.select(counters.c.value).where(counters.c.name == 'vault'))
    if vault is None or mark not in (None, vault.mark):
        raise WrongKeyError
    return vault


def _table(name: str, changed: tuple[str, ...]) -> sa.Table:
    keys = sa.inspect(op.get_bind()).get_pk_constraint(name)['constrained_columns']
    columns = {column['name']: column['type'] for column in sa.inspect(op.get_bind()).get_columns(name)}
    named = dict.fromkeys((*keys, *changed))
    return sa.Table(
        name, sa.MetaData(), *(sa.Column(one, columns[one], primary_key=one in keys) for one in named)
    )


def _rows(table: sa.Table) -> Iterator[list[Any]]:
    """All rows as they were, read before any is written: keys themselves change."""
    keys = list(table.primary_key)
    numbered = [key.name for key in keys] == ['id']
    if not numbered:
        yield op.get_bind().execute(sa.select(table)).all()
        return
    last = 0
    while rows := op.get_bind().execute(
        sa.select(table).where(keys[0] > last).order_by(keys[0]).limit(AT_ONCE)
    ).all():
        last = rows[-1].id
        yield rows


def _write(table: sa.Table, changed: tuple[str, ...], rows: list[Any], change: Callable[[str], str]) -> None:
    keys = [key.name for key in table.primary_key]
    update = sa.update(table).values({one: sa.bindparam(f'new_{one}') for one in changed})
    for key in keys:
        update = update.where(table.c[key] == sa.bindparam(f'old_{key}'))
    values = [
        {f'old_{key}': row._mapping[key] for key in keys}
        | {f'new_{one}': _changed(row._mapping[one], change) for one in changed}
        for row in rows
    ]
    op.get_bind().execute(update, values)


def _changed(value: str | float | None, change: Callable[[str], str]) -> str | None:
    return value if value is None else change(str(value))
