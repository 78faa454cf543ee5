// node-postgres: a fresh database, a pool on a key, and the way back by the URL that a session is told.
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import pg from 'pg'

const DAYFLY = process.env.DAYFLY ?? 'localhost:6432'

const connect = async (connectionString) => {
  const client = new pg.Client({ connectionString })
  await client.connect()
  return client
}
const database = async (client) => (await client.query('SELECT current_database()')).rows[0].current_database

// Every connection as "new" has a database of its own.
const first = await connect(`postgres://new@${DAYFLY}/new`)
const second = await connect(`postgres://new@${DAYFLY}/new`)
assert.notEqual(await database(first), await database(second))

// Others join it by the URL that its session is told.
const url = (await first.query('SHOW dayfly.url')).rows[0]['dayfly.url']
const third = await connect(url)
assert.equal(await database(first), await database(third))
await Promise.all([first.end(), second.end(), third.end()])

// A pool names a key: all its connections are in one database.
const pool = new pg.Pool({ connectionString: `postgres://new.pg@${DAYFLY}/new`, max: 10 })
const clients = await Promise.all(Array.from({ length: 10 }, () => pool.connect()))
assert.equal(new Set(await Promise.all(clients.map(database))).size, 1)
clients.forEach((client) => client.release())
await pool.end()

console.log('pg', JSON.parse(readFileSync('node_modules/pg/package.json')).version)
