"""Whom a case is about, what its log says of that, and the code of a denunciation are encrypted."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import sqlalchemy as sa
from alembic import context, op
from storage.models.base import FILLER, padded
from storage.vault import Vault, WrongKeyError

revision = '0033_accused_hidden'
down_revision = '0032_no_moment'
branch_labels = None
depends_on = None

NAMES = {
    'cases': {'about': 'about', 'accused': 'accused', 'accused_id': 'accused person', 'kept_out': 'kept out'},
    'denunciations': {'code': 'denunciation'},
}
"""Of each table the columns, and the label their names are stored under."""
AT_ONCE = 1000


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table('cases') as cases:
        cases.drop_constraint(op.f('fk_cases_accused_id'), type_='foreignkey')
        cases.alter_column(
            'accused_id', existing_type=sa.Integer(), type_=sa.String(), postgresql_using='accused_id::text'
        )
    with op.batch_alter_table('case_events') as events:
        events.alter_column(
            'data', existing_type=sa.JSON(), type_=sa.Text(), existing_nullable=False, postgresql_using='data::text'
        )
    _change_all(_hidden, _hidden_line)


def downgrade() -> None:
    """Take back."""
    _change_all(_shown, _shown_line)
    with op.batch_alter_table('case_events') as events:
        events.alter_column(
            'data', existing_type=sa.Text(), type_=sa.JSON(), existing_nullable=False, postgresql_using='data::json'
        )
    with op.batch_alter_table('cases') as cases:
        cases.alter_column(
            'accused_id', existing_type=sa.String(), type_=sa.Integer(), postgresql_using='accused_id::integer'
        )
        cases.create_foreign_key(op.f('fk_cases_accused_id'), 'people', ['accused_id'], ['id'])


def _hidden(label: str, vault: Vault, name: str) -> str:
    return vault.encrypt_address(f'{label}:{padded(name)}')


def _shown(_label: str, vault: Vault, stored: str) -> str:
    return vault.decrypt_address(stored).partition(':')[2].rstrip(FILLER)


def _hidden_line(vault: Vault, written: str) -> str:
    return vault.encrypt_text(written) if json.loads(written) else ''


def _shown_line(vault: Vault, stored: str) -> str:
    return vault.decrypt_text(stored)


def _change_all(name: Callable[[str, Vault, str], str], line: Callable[[Vault, str], str]) -> None:
    for table, columns in NAMES.items():
        for column, label in columns.items():
            _change(table, column, partial(name, label))
    if line is _shown_line:
        events = _columns('case_events', 'data')
        op.get_bind().execute(sa.update(events).where(events.c.data == '').values(data='{}'))
    _change('case_events', 'data', line)


def _change(name: str, column: str, change: Callable[[Vault, str], str]) -> None:
    table = _columns(name, column)
    write = sa.update(table).values({column: sa.bindparam('anew')}).where(table.c.id == sa.bindparam('row'))
    said = table.c[column].is_not(None), table.c[column] != ''
    query, last = sa.select(table).where(*said).order_by(table.c.id).limit(AT_ONCE), 0
    while rows := op.get_bind().execute(query.where(table.c.id > last)).all():
        last, vault = rows[-1].id, _vault()
        values: list[dict[str, Any]] = [
            {'row': row.id, 'anew': change(vault, str(row._mapping[column]))} for row in rows
        ]
        op.get_bind().execute(write, values)


def _columns(name: str, column: str) -> sa.TableClause:
    return sa.table(name, sa.column('id', sa.Integer()), sa.column(column, sa.String()))


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
