import { defineConfig } from 'vitest/config'

/** Every package whose own sources must stay above the coverage floor. */
const covered = [
  'packages/domain', 'packages/service-kit', 'packages/companies', 'packages/company-a', 'packages/company-b', 'packages/testkit',
  'legacy/company-a', 'legacy/company-b', 'gateway', 'subgraphs/users', 'subgraphs/messages', 'prisma', 'schema', 'deploy/local',
]

export default defineConfig({
  // Vite would take graphql's `module` build for our sources while Node gives libraries its `main`: two graphqls in one process.
  resolve: { alias: [{ find: /^graphql$/, replacement: new URL('node_modules/graphql/index.js', import.meta.url).pathname }] },
  test: {
    include: ['{packages,legacy,subgraphs}/*/{src,test}/**/*.test.ts', '{gateway,prisma,schema,deploy/local,e2e}/**/*.test.ts'],
    globalSetup: 'packages/testkit/src/global-setup.ts',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      reporter: ['text-summary', 'json-summary'],
      include: covered.map((folder) => `${folder}/src/**/*.ts`),
      // The global setup runs in the runner's own process, where coverage does not look.
      exclude: ['packages/testkit/src/global-setup.ts', '**/generated/**', '**/*.generated.ts', '**/*.test.ts'],
      thresholds: Object.fromEntries(covered.map((folder) => [`${folder}/src/**/*.ts`, { lines: 80 }])),
    },
  },
})
