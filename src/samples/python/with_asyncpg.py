"""asyncpg: a fresh database, a pool on a key, and the way back by the URL that a session is told."""

import asyncio
import os
from contextlib import AsyncExitStack

import asyncpg

DAYFLY = os.environ.get("DAYFLY", "localhost:6432")


async def database(connection):
    return await connection.fetchval("SELECT current_database()")


async def main():
    # Every connection as "new" has a database of its own.
    first = await asyncpg.connect(f"postgresql://new@{DAYFLY}/new")
    second = await asyncpg.connect(f"postgresql://new@{DAYFLY}/new")
    assert await database(first) != await database(second)

    # Others join it by the URL that its session is told.
    url = await first.fetchval("SHOW dayfly.url")
    third = await asyncpg.connect(url)
    assert await database(first) == await database(third)
    for connection in (first, second, third):
        await connection.close()

    # A pool names a key: all its connections are in one database.
    async with asyncpg.create_pool(f"postgresql://new.asyncpg@{DAYFLY}/new", min_size=10) as pool:
        async with AsyncExitStack() as taken:
            connections = [await taken.enter_async_context(pool.acquire()) for _ in range(10)]
            assert len({await database(connection) for connection in connections}) == 1


asyncio.run(main())
print("asyncpg", asyncpg.__version__)
