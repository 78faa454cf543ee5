"""psycopg 3: a fresh database, a pool on a key, and the way back by the URL that a session is told."""

import os
from contextlib import ExitStack

import psycopg
from psycopg_pool import ConnectionPool

DAYFLY = os.environ.get("DAYFLY", "localhost:6432")


def database(connection):
    return connection.execute("SELECT current_database()").fetchone()[0]


# Every connection as "new" has a database of its own.
with psycopg.connect(f"postgresql://new@{DAYFLY}/") as first:
    with psycopg.connect(f"postgresql://new@{DAYFLY}/") as second:
        assert database(first) != database(second)

    # Others join it by the URL that its session is told.
    url = first.execute("SHOW dayfly.url").fetchone()[0]
    assert url == first.pgconn.parameter_status(b"dayfly.url").decode()
    with psycopg.connect(url) as second:
        assert database(first) == database(second)

# A pool names a key: all its connections are in one database.
pool = ConnectionPool(f"postgresql://new.psycopg@{DAYFLY}/", min_size=10, open=True)
with ExitStack() as taken:
    connections = [taken.enter_context(pool.connection()) for _ in range(10)]
    assert len({database(connection) for connection in connections}) == 1
pool.close()

print("psycopg", psycopg.__version__)
