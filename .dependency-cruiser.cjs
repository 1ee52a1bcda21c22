/**
 * The layer rules of docs/architecture.md. Run: npm run boundaries.
 * "$1" in a `to` is what the first group of `from.path` matched.
 */
const subgraph = '^subgraphs/([^/]+)/src'
const vocabulary = '^packages/domain/src' // ids, error codes, fidelity: words that every layer may use
const drivers = 'node_modules/(pg|ioredis|undici|@prisma/[^/]+|openapi-fetch|graphql-redis-subscriptions)/|^prisma/src'
const statements = '^subgraphs/$1/src/adapters/postgres/' // named statements are the port to PostgreSQL (docs/adr/0008)
const tests = '/test/|\\.test\\.ts$'

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', comment: 'Modules that need each other are one module, or need a third.', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'nothing-imports-legacy', severity: 'error', comment: 'The stand-ins are run, never imported; their place is taken by the real back-ends.', from: { pathNot: ['^legacy/', tests] }, to: { path: '^legacy/' } },
    { name: 'resolvable', severity: 'error', comment: 'An import that cannot be resolved was not checked either.', from: { pathNot: '^bench/' }, to: { couldNotResolve: true } },

    { name: 'domain-is-pure', severity: 'error', comment: 'domain imports nothing but its own words.', from: { path: `${subgraph}/domain/` }, to: { pathNot: ['^subgraphs/$1/src/domain/', vocabulary], dependencyTypesNot: ['core'] } },
    { name: 'ports-know-domain-only', severity: 'error', comment: 'A port is a contract in words of the domain.', from: { path: `${subgraph}/ports/` }, to: { path: ['^subgraphs/$1/src/(?!ports/|domain/)'], dependencyTypesNot: ['type-only'] } },
    { name: 'use-cases-know-no-edge', severity: 'error', comment: 'use-cases → domain and ports.', from: { path: `${subgraph}/use-cases/` }, to: { path: ['^subgraphs/$1/src/(adapters|schema|bridge)/', '^subgraphs/$1/src/(wire|main|worker)[^/]*\\.ts$', drivers], pathNot: [statements], dependencyTypesNot: ['type-only'] } },
    { name: 'schema-knows-no-adapter', severity: 'error', comment: 'schema → use-cases → domain.', from: { path: `${subgraph}/schema/` }, to: { path: ['^subgraphs/$1/src/adapters/', drivers], pathNot: [statements], dependencyTypesNot: ['type-only'] } },
    { name: 'adapters-face-inward', severity: 'error', comment: 'An adapter fulfils a port; it starts no story of its own.', from: { path: `${subgraph}/adapters/` }, to: { path: '^subgraphs/$1/src/(schema|use-cases|bridge)/' } },
    { name: 'wire-alone-names-adapters', severity: 'error', comment: 'Which adapter fulfils a port is decided in one place per process.', from: { path: `${subgraph}/`, pathNot: [`${subgraph}/adapters/`, `${subgraph}/wire[^/]*\\.ts$`] }, to: { path: '^subgraphs/$1/src/adapters/', pathNot: [statements], dependencyTypesNot: ['type-only'] } },
    { name: 'drivers-in-adapters-only', severity: 'error', comment: 'Databases, Redis and HTTP clients appear in adapters; others may name a type of theirs.', from: { path: `${subgraph}/`, pathNot: [`${subgraph}/adapters/`, `${subgraph}/(wire|parked)[^/]*\\.ts$`] }, to: { path: drivers, dependencyTypesNot: ['type-only'] } },
    { name: 'subgraphs-are-apart', severity: 'error', comment: 'messages uses the users\' directory by its export, and nothing else of it.', from: { path: `${subgraph}/` }, to: { path: '^subgraphs/', pathNot: ['^subgraphs/$1/', '^subgraphs/users/src/directory\\.ts$'] } },

    { name: 'gateway-knows-no-domain', severity: 'error', comment: 'Any supergraph runs on the gateway.', from: { path: '^gateway/src' }, to: { path: ['^subgraphs/', '^packages/compan', '^prisma/', '^schema/'] } },
    { name: 'legacy-fields-stay-home', severity: 'error', comment: 'Only a company\'s own package knows the names of its fields.', from: { pathNot: '^packages/(company-[ab])/' }, to: { path: '^packages/company-[ab]/src/generated/' } },
    { name: 'companies-are-apart', severity: 'error', comment: 'Neither company\'s package knows the other.', from: { path: '^packages/(company-[ab])/' }, to: { path: '^packages/company-', pathNot: '^packages/$1/' } },
    { name: 'packages-know-no-process', severity: 'error', comment: 'Packages are used by processes, not the other way round.', from: { path: '^(packages/(domain|service-kit|compan[^/]*)|prisma)/src' }, to: { path: '^(gateway|subgraphs|legacy|deploy|e2e)/' } },
    { name: 'vocabulary-stands-alone', severity: 'error', comment: 'The shared words depend on nothing of ours.', from: { path: vocabulary }, to: { path: '^(packages/(?!domain/)|gateway|subgraphs|prisma|schema)' } },
    { name: 'no-tests-in-sources', severity: 'error', comment: 'What runs does not depend on what tests it.', from: { path: '/src/', pathNot: [tests, '^packages/testkit/'] }, to: { path: [tests, '^packages/testkit/'] } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(coverage|dist|\\.data|\\.turbo)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'], mainFields: ['main', 'types'] },
  },
}
