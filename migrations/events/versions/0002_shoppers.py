"""What one shopper did lately is found without reading the whole log."""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = ("events", "asked_queries")


def upgrade() -> None:
    for table in TABLES:
        op.create_index(f"ix_{table}_user_id", table, ["user_id", "timestamp"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_user_id", table)
