"""SQLAlchemy: a fresh database, an engine on a key, and the way back by the URL that a session is told."""

import os

import sqlalchemy
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

DAYFLY = os.environ.get("DAYFLY", "localhost:6432")


def database(connection):
    return connection.execute(text("SELECT current_database()")).scalar_one()


# Every connection as "new" has a database of its own, so the engine keeps none.
fresh = create_engine(f"postgresql://new@{DAYFLY}/", poolclass=NullPool)
with fresh.connect() as first:
    with fresh.connect() as second:
        assert database(first) != database(second)

    # Others join it by the URL that its session is told.
    url = first.execute(text("SHOW dayfly.url")).scalar_one()
    joined = create_engine(url)
    with joined.connect() as second:
        assert database(first) == database(second)
    joined.dispose()

# An engine with a pool names a key: all its connections are in one database.
engine = create_engine(f"postgresql://new.sqlalchemy@{DAYFLY}/", pool_size=10)
connections = [engine.connect() for _ in range(10)]
assert len({database(connection) for connection in connections}) == 1
for connection in connections:
    connection.close()
engine.dispose()

print("sqlalchemy", sqlalchemy.__version__)
