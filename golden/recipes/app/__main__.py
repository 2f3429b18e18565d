"""Serves the API: python -m app."""

import os
import sys

import uvicorn

from app.api import create_app
from app.config import ConfigError, read_config
from app.database import new_engine


def main() -> None:
    try:
        config = read_config(os.environ)
    except ConfigError as error:
        sys.exit(f"recipes: the configuration is not valid:\n{error}")
    app = create_app(new_engine(config.database_url), config.page_size)
    # Containers and pods forward what reaches the port, so it is open to all of them.
    uvicorn.run(app, host="0.0.0.0", port=config.port, log_level=config.log_level)  # noqa: S104


if __name__ == "__main__":
    main()
