"""Products by their newest change: a change can only leave the journal once it is seen that no product names it."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_index("ix_products_number", "products", ["number"])


def downgrade() -> None:
    op.drop_index("ix_products_number", "products")
