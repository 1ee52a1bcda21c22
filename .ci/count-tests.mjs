// Prints "N passed, N failed" from Vitest's JSON report; a file that could not be run counts as one failure.
// Exits 1 without a report, with a failure, or when nothing ran: an empty run is not a green one.
import { readFileSync } from 'node:fs'

const { numPassedTests: passed, numFailedTests, testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const broken = testResults.filter(({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed')).length
const failed = numFailedTests + broken
console.log(`${passed} passed, ${failed} failed`)
if (failed > 0 || passed === 0) process.exitCode = 1
