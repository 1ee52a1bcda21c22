import type { FetchNode } from '@apollo/query-planner'

/** Makes the body of a fetch for some variables; `representations` are JSON already. */
export type WriteBody = (variables: Readonly<Record<string, unknown>>, representations?: readonly string[]) => string

/** Everything of a request's body but the values of its variables is written once. */
export function compileBody(fetch: Pick<FetchNode, 'operation' | 'operationName' | 'variableUsages'>): WriteBody {
  const start = `${JSON.stringify({ query: fetch.operation, operationName: fetch.operationName }).slice(0, -1)},"variables":{`
  const used = (fetch.variableUsages ?? []).map((name) => ({ name, written: `${JSON.stringify(name)}:` }))
  if (used.some(({ name }) => name === 'representations')) throw new Error('A variable of the client is named like the one that entity fetches need.')
  return (variables, representations) => {
    let body = start
    let separator = ''
    for (const { name, written } of used) {
      const value = Object.hasOwn(variables, name) ? variables[name] : undefined
      if (value === undefined) continue
      body += separator + written + JSON.stringify(value)
      separator = ','
    }
    if (representations !== undefined) body += `${separator}"representations":[${representations.join(',')}]`
    return `${body}}}`
  }
}
