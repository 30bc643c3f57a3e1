"""Run by alembic: applies the versions over the connection `upgrade` opened."""

from __future__ import annotations

from alembic import context

from storage.migrations import is_of_the_models
from storage.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    # SQLite cannot alter a table in place: alembic then copies it.
    render_as_batch=True,
    include_name=is_of_the_models,
)
with context.begin_transaction():
    context.run_migrations()
