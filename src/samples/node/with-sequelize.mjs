// Sequelize's command line makes and drops its database on a whole server, as it does on any PostgreSQL server.

import assert from 'node:assert'
import { execFileSync } from 'node:child_process'
import { Sequelize, DataTypes } from 'sequelize'

const dayfly = process.env.DAYFLY ?? 'localhost:6432'
const url = `postgres://server.sequelize@${dayfly}/shop`
const cli = (...words) => execFileSync('npx', ['sequelize-cli', ...words, '--url', url], { encoding: 'utf8' })

cli('db:create')
const sequelize = new Sequelize(url, { logging: false })
const Item = sequelize.define('Item', { name: DataTypes.STRING })
await sequelize.sync()
await Item.create({ name: 'tea' })
assert.equal(await Item.count(), 1)
await sequelize.close()
cli('db:drop')

console.log('sequelize', Sequelize.version)
