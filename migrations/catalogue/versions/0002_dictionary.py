"""The dictionary of a shop, and every change of it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTERS = sa.table("counters", sa.column("name", sa.String), sa.column("value", sa.Integer))


def upgrade() -> None:
    op.create_table(
        "dictionary_changes",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("undoes", NUMBER, nullable=True),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_dictionary_changes"),
    )
    op.create_table(
        "dictionary",
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("entry", NAME, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["number"], ["dictionary_changes.number"], name="fk_dictionary_number"),
        sa.PrimaryKeyConstraint("kind", "entry", name="pk_dictionary"),
    )
    op.bulk_insert(COUNTERS, [{"name": "dictionary", "value": 0}])


def downgrade() -> None:
    op.execute(COUNTERS.delete().where(COUNTERS.c.name == "dictionary"))
    op.drop_table("dictionary")
    op.drop_table("dictionary_changes")
