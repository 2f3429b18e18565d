"""The tables, and how the database is reached."""

from sqlalchemy import Engine, ForeignKey, String, Text, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Recipe(Base):
    __tablename__ = "recipes"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    steps: Mapped[str] = mapped_column(Text)
    ingredients: Mapped[list["Ingredient"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class Ingredient(Base):
    __tablename__ = "ingredients"

    recipe_id: Mapped[int] = mapped_column(ForeignKey("recipes.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True, index=True)


def new_engine(url: str) -> Engine:
    """Returns connections to a database. A URL that says mysql means the driver that is installed."""
    parsed = make_url(url)
    if parsed.drivername in ("mysql", "mariadb"):
        parsed = parsed.set(drivername=f"{parsed.drivername}+pymysql")
    return create_engine(parsed, pool_pre_ping=True)
