"""Runs migrations inside the transaction that `schema.migrate` opened."""

from alembic import context

from skill.storage.tables.people import mapper

context.configure(
    connection=context.config.attributes["connection"], target_metadata=mapper.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
