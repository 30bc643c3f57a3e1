"""What an answer says was done, and by when it will be."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0025_solution'
down_revision = '0024_kept_out'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column('answers', sa.Column('solution', sa.String(), nullable=False, server_default=''))
    op.add_column('answers', sa.Column('solve_by', sa.Date(), nullable=True))
    op.add_column('answers', sa.Column('solved_on', sa.Date(), nullable=True))
    promised = sa.text("solution = 'promised' AND solved_on IS NULL")
    op.create_index('ix_answers_promised', 'answers', ['solve_by'],
        sqlite_where=promised, postgresql_where=promised)


def downgrade() -> None:
    """Take back."""
    op.drop_index('ix_answers_promised', 'answers')
    with op.batch_alter_table('answers') as answers:
        answers.drop_column('solved_on')
        answers.drop_column('solve_by')
        answers.drop_column('solution')
