"""The first tables of the events database."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    make_counters()
    make_events()
    make_queries()


def downgrade() -> None:
    for table in ("asked_queries", "events", "event_counters"):
        op.drop_table(table)


def make_counters() -> None:
    op.create_table(
        "event_counters",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_event_counters"),
    )
    counters = sa.table("event_counters", sa.column("name", sa.String), sa.column("value", sa.Integer))
    op.bulk_insert(counters, [{"name": name, "value": 0} for name in ("event", "query")])


def make_events() -> None:
    texts = ("query_id", "client_id", "user_id", "session_id", "user_query", "message_type", "message", "application")
    op.create_table(
        "events",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("id", NAME, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("timestamp", sa.Float(), nullable=False),
        sa.Column("recorded_at", sa.Float(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in texts),
        sa.Column("attributes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_events"),
    )
    op.create_index("ix_events_id", "events", ["id"], unique=True)


def make_queries() -> None:
    texts = ("client_id", "user_id", "session_id", "application", "object_id_field", "response_id")
    op.create_table(
        "asked_queries",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("id", NAME, nullable=False),
        sa.Column("user_query", sa.Text(), nullable=False),
        sa.Column("timestamp", sa.Float(), nullable=False),
        sa.Column("recorded_at", sa.Float(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in texts),
        sa.Column("hit_ids", sa.LargeBinary(), nullable=False),
        sa.Column("attributes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_asked_queries"),
    )
    op.create_index("ix_asked_queries_id", "asked_queries", ["id"], unique=True)
