import { readEnvironment } from './environment.ts'
import { startCompanyB } from './server.ts'

const server = await startCompanyB(readEnvironment(process.env))
console.log(JSON.stringify({ level: 'info', msg: 'ready', service: 'company-b', url: server.url, port: server.port, boot: server.boot }))

const stop = () => {
  void server.close().then(() => process.exit(0))
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
