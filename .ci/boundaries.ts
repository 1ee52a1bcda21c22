import { createRequire } from 'node:module'
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'

/**
 * Holds the layer rules of .dependency-cruiser.cjs, and proves that the sources were seen: under an unknown version of
 * TypeScript the tool cruises nothing and reports no violation.
 */
const folders = ['packages', 'subgraphs', 'gateway', 'prisma', 'schema', 'deploy/local', 'e2e', 'legacy']
const fewest = 100

const { forbidden, options } = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as { forbidden: IFlattenedRuleSet['forbidden']; options: ICruiseOptions }
const { output } = await cruise(folders, { ...options, ruleSet: { forbidden }, validate: true } as ICruiseOptions, {}, { tsConfig: extractTSConfig('tsconfig.base.json') })
const { modules, summary } = output as ICruiseResult
const own = modules.filter(({ source }) => source.endsWith('.ts') && !source.includes('node_modules'))

for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} → ${to}`)
if (own.length < fewest) console.error(`Only ${own.length} modules were cruised, fewer than ${fewest}: the rules were not checked.`)
if (own.length < fewest || summary.violations.length > 0) process.exitCode = 1
else console.log(`${own.length} modules keep the layer rules.`)
