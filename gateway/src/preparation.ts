import { type DocumentNode, getOperationAST, getVariableValues, GraphQLError, type GraphQLSchema, NoSchemaIntrospectionCustomRule, type OperationDefinitionNode, parse, specifiedRules, validate, type ValidationRule } from 'graphql'
import { LRUCache } from 'lru-cache'
import { limitsRule, type OperationLimits } from './limits.ts'
import { hashOf, type Operation } from './planning.ts'

export interface PreparationRules {
  limits: OperationLimits
  introspection: boolean
  /** How many documents are remembered. */
  cached: number
}

/** The rules beyond the specification's, for HTTP (through Apollo Server) and WebSocket alike. */
export function extraRules(rules: Pick<PreparationRules, 'limits' | 'introspection'>): ValidationRule[] {
  return [limitsRule(rules.limits), ...(rules.introspection ? [] : [NoSchemaIntrospectionCustomRule])]
}

/** What the parser is told, for HTTP and WebSocket alike. */
export function parseOptions(limits: OperationLimits): { maxTokens?: number } {
  return limits.tokens > 0 ? { maxTokens: limits.tokens } : {}
}

type Checked = { document: DocumentNode } | { errors: readonly GraphQLError[] }

/** Turns the text of an operation into one that may be planned, or into the errors to answer. */
export class Preparation {
  readonly #schema: GraphQLSchema
  readonly #rules: PreparationRules
  readonly #extra: ValidationRule[]
  readonly #documents: LRUCache<string, Checked>

  constructor(schema: GraphQLSchema, rules: PreparationRules) {
    this.#schema = schema
    this.#rules = rules
    this.#extra = extraRules(rules)
    this.#documents = new LRUCache({ max: rules.cached })
  }

  /** Parses (bounded), validates, picks the operation and checks its variables. */
  prepare(request: { query: string; operationName: string | undefined; variables: Readonly<Record<string, unknown>> }): Operation | readonly GraphQLError[] {
    const hash = hashOf(request.query)
    let checked = this.#documents.get(hash)
    if (checked === undefined) {
      checked = this.#check(request.query)
      this.#documents.set(hash, checked)
    }
    if ('errors' in checked) return checked.errors
    const definition = getOperationAST(checked.document, request.operationName)
    if (definition === null || definition === undefined) {
      return [coded('OPERATION_RESOLUTION_FAILURE', new GraphQLError(request.operationName === undefined ? 'The document does not say which of its operations is meant.' : `There is no operation named "${request.operationName}".`))]
    }
    const errors = variableErrors(this.#schema, definition, request.variables)
    return errors.length > 0 ? errors : { document: checked.document, definition, operationName: request.operationName, hash }
  }

  #check(query: string): Checked {
    let document: DocumentNode
    try {
      document = parse(query, parseOptions(this.#rules.limits))
    } catch (error) {
      return { errors: [coded('GRAPHQL_PARSE_FAILED', error)] }
    }
    const errors = validate(this.#schema, document, [...specifiedRules, ...this.#extra])
    return errors.length > 0 ? { errors: errors.map((error) => coded('GRAPHQL_VALIDATION_FAILED', error)) } : { document }
  }
}

/** What is wrong with an operation's variables, as BAD_USER_INPUT. */
export function variableErrors(schema: GraphQLSchema, definition: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): readonly GraphQLError[] {
  const { errors } = getVariableValues(schema, definition.variableDefinitions ?? [], variables, { maxErrors: 20 })
  return (errors ?? []).map((error) => coded('BAD_USER_INPUT', error))
}

function coded(code: string, error: unknown): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(String(error), { extensions: { code } })
  return new GraphQLError(error.message, { nodes: error.nodes ?? null, source: error.source, positions: error.positions, path: error.path, extensions: { ...error.extensions, code } })
}
