// postgres.js: a fresh database, a pool on a key, and the way back by the URL that a session is told.
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import postgres from 'postgres'

const DAYFLY = process.env.DAYFLY ?? 'localhost:6432'

const quiet = { onnotice: () => {} } // else it prints the NOTICE of a new database
const database = async (sql) => (await sql`SELECT current_database()`)[0].current_database

// Every connection as "new" has a database of its own, so a client has one connection.
const first = postgres(`postgres://new@${DAYFLY}/new`, { ...quiet, max: 1 })
const second = postgres(`postgres://new@${DAYFLY}/new`, { ...quiet, max: 1 })
assert.notEqual(await database(first), await database(second))

// Others join it by the URL that its session is told.
const [{ 'dayfly.url': url }] = await first`SHOW dayfly.url`
assert.equal(url, first.parameters['dayfly.url'])
const third = postgres(url, quiet)
assert.equal(await database(first), await database(third))
await Promise.all([first.end(), second.end(), third.end()])

// A client with a pool names a key: all its connections are in one database.
const sql = postgres(`postgres://new.postgres@${DAYFLY}/new`, { ...quiet, max: 10 })
const connections = await Promise.all(Array.from({ length: 10 }, () => sql.reserve()))
assert.equal(new Set(await Promise.all(connections.map(database))).size, 1)
connections.forEach((connection) => connection.release())
await sql.end()

console.log('postgres', JSON.parse(readFileSync('node_modules/postgres/package.json')).version)
