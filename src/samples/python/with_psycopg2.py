"""psycopg2: a fresh database, a pool on a key, and the way back by the URL that a session is told."""

import os

import psycopg2
from psycopg2.pool import ThreadedConnectionPool

DAYFLY = os.environ.get("DAYFLY", "localhost:6432")


def ask(connection, sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def database(connection):
    return ask(connection, "SELECT current_database()")


# Every connection as "new" has a database of its own.
first = psycopg2.connect(f"postgresql://new@{DAYFLY}/")
second = psycopg2.connect(f"postgresql://new@{DAYFLY}/")
assert database(first) != database(second)

# Others join it by the URL that its session is told.
url = ask(first, "SHOW dayfly.url")
assert url == first.get_parameter_status("dayfly.url")
third = psycopg2.connect(url)
assert database(first) == database(third)

# A pool names a key: all its connections are in one database.
pool = ThreadedConnectionPool(10, 10, f"postgresql://new.psycopg2@{DAYFLY}/")
connections = [pool.getconn() for _ in range(10)]
assert len({database(connection) for connection in connections}) == 1
pool.closeall()

print("psycopg2", psycopg2.__version__.split()[0])
