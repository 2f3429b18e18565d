"""The HTTP API over a database."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query, Request, status
from pydantic import BaseModel, ConfigDict, Field, field_validator
from sqlalchemy import Engine, exists, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.database import Ingredient, Recipe


class NewRecipe(BaseModel):
    title: Annotated[str, Field(min_length=1, max_length=200)]
    steps: str
    ingredients: Annotated[set[Annotated[str, Field(min_length=1, max_length=100)]], Field(min_length=1)]


class SavedRecipe(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str
    steps: str
    ingredients: list[str]

    @field_validator("ingredients", mode="before")
    @classmethod
    def names(cls, ingredients: list[Ingredient]) -> list[str]:
        return sorted(ingredient.name for ingredient in ingredients)


def _session(request: Request) -> Iterator[Session]:
    with Session(request.app.state.engine) as session:
        yield session


Database = Annotated[Session, Depends(_session)]


def create_app(engine: Engine, page_size: int) -> FastAPI:
    """Returns the API; lists have at most page_size recipes."""
    app = FastAPI(title="Recipes")
    app.state.engine = engine

    @app.get("/livez")
    def livez() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz(database: Database) -> dict[str, str]:
        try:
            database.execute(select(Recipe.id).limit(1))
        except SQLAlchemyError as error:
            raise HTTPException(
                status.HTTP_503_SERVICE_UNAVAILABLE, "the database cannot be reached"
            ) from error
        return {"status": "ok"}

    @app.post("/recipes", status_code=status.HTTP_201_CREATED)
    def add(new: NewRecipe, database: Database) -> SavedRecipe:
        recipe = Recipe(title=new.title, steps=new.steps)
        recipe.ingredients = [Ingredient(name=name.lower()) for name in sorted(new.ingredients)]
        database.add(recipe)
        database.commit()
        return SavedRecipe.model_validate(recipe)

    @app.get("/recipes/{number}")
    def get(number: int, database: Database) -> SavedRecipe:
        recipe = database.get(Recipe, number)
        if recipe is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, "not found")
        return SavedRecipe.model_validate(recipe)

    @app.get("/recipes")
    def find(database: Database, have: Annotated[list[str], Query()]) -> list[SavedRecipe]:
        """Finds recipes that need nothing but what one has."""
        names = [name.lower() for name in have]
        missing = exists().where(Ingredient.recipe_id == Recipe.id, Ingredient.name.not_in(names))
        found = database.scalars(select(Recipe).where(~missing).order_by(Recipe.title).limit(page_size))
        return [SavedRecipe.model_validate(recipe) for recipe in found]

    return app
