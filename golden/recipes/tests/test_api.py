from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, StaticPool, create_engine

from app.api import create_app
from app.database import Base, new_engine

SOUP = {"title": "Soup", "steps": "Boil.", "ingredients": ["Leek", "salt"]}
TOAST = {"title": "Toast", "steps": "Toast.", "ingredients": ["bread"]}


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def client(engine: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(engine, page_size=1)) as client:
        yield client


def test_a_recipe_is_kept(client: TestClient) -> None:
    added = client.post("/recipes", json=SOUP)
    assert added.status_code == 201
    assert added.json()["ingredients"] == ["leek", "salt"]
    assert client.get(f"/recipes/{added.json()['id']}").json() == added.json()


def test_finds_what_needs_nothing_else(client: TestClient) -> None:
    client.post("/recipes", json=SOUP)
    client.post("/recipes", json=TOAST)

    def titles(*have: str) -> list[str]:
        return [recipe["title"] for recipe in client.get("/recipes", params={"have": have}).json()]

    assert titles("leek") == []
    assert titles("SALT", "leek", "water") == ["Soup"]
    assert titles("salt", "leek", "bread") == ["Soup"], "a page holds one recipe"


@pytest.mark.parametrize("change", [{"title": ""}, {"ingredients": []}, {"ingredients": [""]}])
def test_a_recipe_needs_all_its_parts(client: TestClient, change: dict[str, object]) -> None:
    assert client.post("/recipes", json=SOUP | change).status_code == 422


def test_what_is_not_there_is_not_found(client: TestClient) -> None:
    assert client.get("/recipes/7").status_code == 404


def test_it_is_ready_with_its_tables_only(client: TestClient, engine: Engine) -> None:
    assert client.get("/readyz").status_code == 200
    Base.metadata.drop_all(engine)
    assert client.get("/readyz").status_code == 503
    assert client.get("/livez").status_code == 200


def test_a_url_of_mysql_gets_the_driver_that_is_installed() -> None:
    assert new_engine("mysql://user@db/recipes").url.drivername == "mysql+pymysql"
