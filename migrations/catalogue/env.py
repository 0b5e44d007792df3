"""Runs the migrations of the catalogue database on the connection that `searchrank.store.migrate` brings."""

from alembic import context

from searchrank.store.migrate import own_tables_only

connection, schema = context.config.attributes["connection"], context.config.attributes["schema"]
context.configure(
    connection=connection,
    target_metadata=schema.metadata,
    version_table=schema.version_table,
    include_object=own_tables_only(frozenset(schema.metadata.tables)),
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
