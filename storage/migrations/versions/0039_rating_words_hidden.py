"""What was said of a counter is encrypted, like all other words."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import context, op
from storage.vault import Vault, WrongKeyError

revision = '0039_rating_words_hidden'
down_revision = '0038_low_scores_wait'
branch_labels = None
depends_on = None

AT_ONCE = 1000
SLIPS = sa.table('rating_slips', sa.column('id', sa.Integer()), sa.column('words', sa.Text()))


def upgrade() -> None:
    """Apply."""
    _change(Vault.encrypt_text)


def downgrade() -> None:
    """Take back."""
    _change(Vault.decrypt_text)


def _change(change: Callable[[Vault, str], str]) -> None:
    write = sa.update(SLIPS).values(words=sa.bindparam('anew')).where(SLIPS.c.id == sa.bindparam('row'))
    query, last = sa.select(SLIPS).where(SLIPS.c.words != '').order_by(SLIPS.c.id).limit(AT_ONCE), 0
    while rows := op.get_bind().execute(query.where(SLIPS.c.id > last)).all():
        last, vault = rows[-1].id, _vault()
        op.get_bind().execute(write, [{'row': row.id, 'anew': change(vault, row.words)} for row in rows])


def _vault() -> Vault:
    """Of the key the database was written with."""
    vault: Vault | None = context.config.attributes['vault']
    counters = sa.table('counters', sa.column('name'), sa.column('value'))
    mark = op.get_bind().scalar(sa.select(counters.c.value).where(counters.c.name == 'vault'))
    if vault is not None and mark not in (None, vault.mark):
        vault = vault.old_of_mark(mark)
    if vault is None:
        raise WrongKeyError
    return vault
