import { readOptions } from './config.ts'
import { startCompanyA } from './server.ts'

try {
  const company = await startCompanyA(readOptions(process.env))
  process.stdout.write(`${JSON.stringify({ ready: true, service: 'company-a', url: company.url, port: company.port })}\n`)
  const stop = () => void company.close().then(() => process.exit(0))
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
