"""What the environment says to the program."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LOG_LEVELS = ("debug", "info", "warning")


class ConfigError(Exception):
    """Every mistake of the environment, one a line."""


@dataclass(frozen=True)
class Config:
    port: int
    database_url: str
    page_size: int
    log_level: str


def read_config(env: Mapping[str, str]) -> Config:
    """Reads the environment; raises ConfigError with all mistakes, if there are any."""
    mistakes: list[str] = []
    config = Config(
        port=_integer(env, "PORT", 1, 65535, mistakes),
        database_url=_secret(env, "DATABASE_URL", mistakes),
        page_size=_integer(env, "PAGE_SIZE", 1, 100, mistakes),
        log_level=env.get("LOG_LEVEL", ""),
    )
    if config.log_level not in LOG_LEVELS:
        mistakes.append(f"LOG_LEVEL is none of {', '.join(LOG_LEVELS)}")
    if mistakes:
        raise ConfigError("\n".join(mistakes))
    return config


def read_database_url(env: Mapping[str, str]) -> str:
    """Reads the one variable that migrations need: they run where the others may be missing."""
    mistakes: list[str] = []
    url = _secret(env, "DATABASE_URL", mistakes)
    if mistakes:
        raise ConfigError("\n".join(mistakes))
    return url


def _secret(env: Mapping[str, str], name: str, mistakes: list[str]) -> str:
    """A secret NAME may stand in a file instead: its path is in NAME_FILE."""
    value, file = env.get(name, ""), env.get(f"{name}_FILE", "")
    if file:
        try:
            value = Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            mistakes.append(f"{name}_FILE: {error}")
            return ""
    if not value:
        mistakes.append(f"{name} is not set")
    return value


def _integer(env: Mapping[str, str], name: str, low: int, high: int, mistakes: list[str]) -> int:
    text = env.get(name, "")
    if text.isdecimal() and low <= int(text) <= high:
        return int(text)
    mistakes.append(f"{name} is not a whole number from {low} to {high}")
    return low
