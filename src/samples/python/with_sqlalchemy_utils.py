"""SQLAlchemy-utils makes and drops the database of a test run by itself, on a whole server."""

import os

import sqlalchemy_utils
from sqlalchemy import create_engine, text
from sqlalchemy_utils import create_database, database_exists, drop_database

DAYFLY = os.environ.get("DAYFLY", "localhost:6432")
URL = f"postgresql://server.alchemy@{DAYFLY}/shop_test"

assert not database_exists(URL)
create_database(URL)
assert database_exists(URL)

engine = create_engine(URL)
with engine.begin() as connection:
    connection.execute(text("CREATE TABLE item (name text)"))
engine.dispose()

drop_database(URL)
assert not database_exists(URL)

print("sqlalchemy_utils", sqlalchemy_utils.__version__)
