from pathlib import Path

import pytest

from app.config import ConfigError, read_config, read_database_url

GOOD = {"PORT": "8000", "DATABASE_URL": "mysql://db/recipes", "PAGE_SIZE": "20", "LOG_LEVEL": "info"}


def test_every_mistake_is_reported_at_once() -> None:
    with pytest.raises(ConfigError) as raised:
        read_config({"PORT": "eighty", "LOG_LEVEL": "loud", "PAGE_SIZE": "101"})
    for name in GOOD:
        assert name in str(raised.value)


def test_secrets_come_from_files(tmp_path: Path) -> None:
    file = tmp_path / "database_url"
    file.write_text("mysql://db/secret\n")
    env = GOOD | {"DATABASE_URL": "", "DATABASE_URL_FILE": str(file)}
    assert read_config(env).database_url == "mysql://db/secret"


def test_a_file_that_is_missing_is_a_mistake() -> None:
    with pytest.raises(ConfigError, match="DATABASE_URL_FILE"):
        read_database_url({"DATABASE_URL_FILE": "/nowhere"})


def test_migrations_need_the_database_only() -> None:
    assert read_database_url({"DATABASE_URL": "mysql://db/recipes"}) == "mysql://db/recipes"
