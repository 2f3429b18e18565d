"""Tells Alembic where the database is, and what its tables should be."""

import os

from alembic import context

from app.config import read_database_url
from app.database import Base, new_engine

with new_engine(read_database_url(os.environ)).connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
