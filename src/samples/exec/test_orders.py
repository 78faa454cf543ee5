# dayfly exec -- pytest: the tests find their database in the environment.
import psycopg


def test_a_fresh_database():
    with psycopg.connect("") as connection:
        connection.execute("CREATE TABLE item (name text)")
        connection.execute("INSERT INTO item VALUES ('tea')")
        assert connection.execute("SELECT count(*) FROM item").fetchone() == (1,)
