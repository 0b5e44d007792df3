"""The first tables of the catalogue database."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    make_counters()
    make_imports()
    make_stage()
    make_products()
    make_documents()
    make_queries()
    make_registers()


def downgrade() -> None:
    for table in (
        "snapshots",
        "models",
        "judgments",
        "judged_queries",
        "logged_queries",
        "blocklist",
        "rules",
        "ads",
        "contents",
        "products",
        "changes",
        "staged_lines",
        "imports",
        "counters",
    ):
        op.drop_table(table)


def make_counters() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    counters = sa.table("counters", sa.column("name", sa.String), sa.column("value", sa.Integer))
    op.bulk_insert(counters, [{"name": name, "value": 0} for name in ("change", "snapshot", "promotion", "blocklist")])


def make_imports() -> None:
    numbers = [sa.Column(name, NUMBER, nullable=False) for name in ("lines", "kept", "changed", "bad_total")]
    texts = [sa.Column(name, sa.String(length), nullable=False) for name, length in (("digest", 64), ("state", 10), ("runner", 40))]
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *texts,
        *numbers,
        sa.Column("bad", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", sa.Float(), nullable=False),
        sa.Column("finished_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_imports_digest", "imports", ["digest"])


def make_stage() -> None:
    op.create_table(
        "staged_lines",
        sa.Column("import_id", sa.Integer(), sa.ForeignKey("imports.id", name="fk_staged_lines_import_id"), nullable=False),
        sa.Column("line", NUMBER, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", "line", name="pk_staged_lines"),
        sqlite_with_rowid=False,
    )


def make_products() -> None:
    op.create_table(
        "changes",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(6), nullable=False),
        sa.Column("product_id", NAME, nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("import_id", sa.Integer(), sa.ForeignKey("imports.id", name="fk_changes_import_id"), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_changes"),
    )
    op.create_index("ix_changes_product_id", "changes", ["product_id", "number"])
    op.create_index("ix_changes_import_id", "changes", ["import_id"])
    op.create_table(
        "products",
        sa.Column("id", NAME, nullable=False),
        sa.Column("number", NUMBER, sa.ForeignKey("changes.number", name="fk_products_number"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_products"),
    )


def make_documents() -> None:
    for table in ("contents", "ads", "rules"):
        op.create_table(
            table,
            sa.Column("id", NAME, nullable=False),
            sa.Column("document", sa.LargeBinary(), nullable=False),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        )
    op.create_table(
        "blocklist",
        sa.Column("pattern", NAME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("pattern", name="pk_blocklist"),
    )


def make_queries() -> None:
    op.create_table(
        "logged_queries",
        sa.Column("text", NAME, nullable=False),
        sa.Column("count", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("text", name="pk_logged_queries"),
    )
    op.create_table(
        "judged_queries",
        sa.Column("id", NAME, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_judged_queries"),
    )
    op.create_table(
        "judgments",
        sa.Column("query_id", NAME, nullable=False),
        sa.Column("product_id", NAME, nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), sa.ForeignKey("imports.id", name="fk_judgments_import_id"), nullable=True),
        sa.PrimaryKeyConstraint("query_id", "product_id", name="pk_judgments"),
    )


def make_registers() -> None:
    op.create_table(
        "models",
        sa.Column("version", NAME, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("measures", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("promotion", NUMBER, nullable=True),
        sa.PrimaryKeyConstraint("version", name="pk_models"),
    )
    op.create_table(
        "snapshots",
        sa.Column("version", NAME, nullable=False),
        sa.Column("as_of_change", NUMBER, nullable=False),
        sa.Column("products", NUMBER, nullable=False),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("index_name", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_snapshots"),
    )
