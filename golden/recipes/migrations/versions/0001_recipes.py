"""Recipes and their ingredients"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "recipes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("steps", sa.Text, nullable=False),
    )
    op.create_table(
        "ingredients",
        sa.Column("recipe_id", sa.Integer, sa.ForeignKey("recipes.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("name", sa.String(100), primary_key=True),
    )
    op.create_index("ix_ingredients_name", "ingredients", ["name"])


def downgrade() -> None:
    op.drop_table("ingredients")
    op.drop_table("recipes")
