// dayfly exec -- node --test: the tests find their database in the environment.
import assert from 'node:assert'
import test from 'node:test'
import pg from 'pg'

test('a fresh database', async () => {
  const client = new pg.Client()
  await client.connect()
  await client.query('CREATE TABLE item (name text)')
  await client.query("INSERT INTO item VALUES ('tea')")
  assert.equal((await client.query('SELECT count(*)::int AS items FROM item')).rows[0].items, 1)
  await client.end()
})
