"""Alembic's entry: runs the versions on the connection that bot.storage.schema passes in.

A new version is written by hand in `versions/`; the contract tests show any difference between
what the versions build and what bot.storage.tables declares.
"""

from alembic import context

from bot.storage.tables import Table

context.configure(connection=context.config.attributes["connection"], target_metadata=Table.metadata)
with context.begin_transaction():
    context.run_migrations()
