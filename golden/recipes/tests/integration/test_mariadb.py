"""Runs where DATABASE_URL leads to a real MariaDB with all migrations: make test-docker."""

import os
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.api import create_app
from app.config import read_config
from app.database import Base, new_engine


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = new_engine(read_config(os.environ).database_url)
    yield engine
    engine.dispose()


def test_migrations_make_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_recipe_is_kept_and_found(engine: Engine) -> None:
    with TestClient(create_app(engine, page_size=20)) as client:
        assert client.get("/readyz").status_code == 200
        added = client.post(
            "/recipes", json={"title": "Tea", "steps": "Wait.", "ingredients": ["Tea", "water"]}
        )
        assert added.status_code == 201
        assert added.json() in client.get("/recipes", params={"have": ["tea", "water"]}).json()
        assert client.get("/recipes", params={"have": ["tea"]}).json() == []
