import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSchema, parse } from 'graphql'
import { afterAll, describe, expect, it } from 'vitest'
import { breakingChanges } from '../src/breaking-changes.ts'
import { check, compose } from '../src/commands.ts'
import { readBase, readCommitted, writeComposition } from '../src/committed.ts'
import { composeGraph, CompositionError } from '../src/composition.ts'
import { undescribed } from '../src/descriptions.ts'
import { readSubgraphs } from '../src/subgraphs.ts'
import { judge } from '../src/verdict.ts'

const fixture = fileURLToPath(new URL('fixtures/subgraphs.yml', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'schema-'))
afterAll(() => { rmSync(folder, { recursive: true }) })

describe('the list of subgraphs', () => {
  it('gives each its name, address and SDL', () => {
    expect(readSubgraphs(fixture)).toMatchObject([{ name: 'people', url: 'http://127.0.0.1:1/graphql' }, { name: 'notes', url: 'http://127.0.0.1:2/graphql' }])
  })

  it('is refused when a subgraph has no SDL or an entry is wrong', () => {
    const list = join(folder, 'list.yml')
    writeFileSync(list, 'subgraphs: { gone: { url: "http://h/", sdl: nowhere } }')
    expect(() => readSubgraphs(list)).toThrow(`There is no .graphql file in ${join(folder, 'nowhere')}.`)
    writeFileSync(list, 'subgraphs: { typo: { ulr: "http://h/", sdl: . } }')
    expect(() => readSubgraphs(list)).toThrow('ulr')
  })
})

describe('composition', () => {
  it('joins entities of several subgraphs and hides the machinery from clients', () => {
    const { supergraph, api } = composeGraph(readSubgraphs(fixture))
    expect(supergraph).toContain('join__graph(name: "notes", url: "http://127.0.0.1:2/graphql")')
    expect(api).not.toContain('join__')
    expect(Object.keys(buildSchema(api).getTypeMap())).toEqual(expect.arrayContaining(['Person', 'Note', 'Weight']))
    expect(composeGraph(readSubgraphs(fixture))).toEqual({ supergraph, api })
  })

  it('says why subgraphs do not fit', () => {
    const clash = parse('type Query { person: Int }')
    expect(() => composeGraph([...readSubgraphs(fixture), { name: 'clash', url: 'http://h/', typeDefs: clash }])).toThrow(CompositionError)
  })
})

describe('the check', () => {
  const fresh = composeGraph(readSubgraphs(fixture))

  it('passes what is committed as composed', async () => {
    expect(await judge(fresh, fresh, fresh.api)).toEqual([])
    expect(await judge(fresh, fresh, undefined)).toEqual([])
  })

  it('finds committed files that are missing or out of date', async () => {
    expect(await judge(fresh, { supergraph: fresh.supergraph }, undefined)).toEqual([expect.stringContaining('schema/api.graphql is not what')])
  })

  it('tells changes that break clients from those that do not', async () => {
    const less = fresh.api.replace(/\n {2}"""What they are called."""\n {2}name: String!\n/, '\n')
    expect(less).not.toBe(fresh.api)
    expect(await breakingChanges(fresh.api, less)).toEqual([expect.stringContaining("'name' was removed")])
    expect(await breakingChanges(less, fresh.api)).toEqual([])
    expect(await judge(fresh, fresh, `${fresh.api}\n"Old." type Old { "Was." was: Int }`)).toEqual([expect.stringMatching(/^Breaking change: .*Old/)])
  })

  it('wants a description on every type, field, argument, input field and enum value', () => {
    const api = buildSchema(`
      type Query { a(b: Int): Int }
      enum E { V }
      input I { f: Int }
      interface N { n: Int }
      scalar S
      "Described." type T implements N { "Yes." n: Int }
    `)
    expect(undescribed(api)).toEqual(['Query.a', 'Query.a(b:)', 'E', 'E.V', 'I', 'I.f', 'N', 'N.n', 'S'])
  })
})

describe('what is committed', () => {
  const fresh = composeGraph(readSubgraphs(fixture))

  it('is read as it was written, and what is missing is missing', () => {
    expect(readCommitted(folder)).toEqual({})
    writeComposition(folder, fresh)
    expect(readCommitted(folder)).toEqual(fresh)
  })

  it('is compared with a file or with a revision', () => {
    const git = (...words: string[]) => execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...words], { cwd: folder, stdio: 'pipe' })
    expect(readBase(folder, join(folder, 'api.graphql'))).toBe(fresh.api)
    git('init', '-q')
    expect(readBase(folder, 'HEAD')).toBeUndefined()
    git('add', 'api.graphql')
    git('commit', '-q', '-m', 'base')
    writeFileSync(join(folder, 'api.graphql'), 'type Query { other: Int }')
    expect(readBase(folder, 'HEAD')).toBe(fresh.api)
  })
})

describe('the commands', () => {
  it('write a composition that then checks, and say what a change breaks', async () => {
    const copy = join(folder, 'copy')
    cpSync(dirname(fixture), copy, { recursive: true })
    compose(copy)
    const said: string[] = []
    expect(await check(copy, join(copy, 'api.graphql'), (sentence) => said.push(sentence))).toBe(true)
    expect(said).toEqual([expect.stringMatching(/^The graph composes/)])
    const base = join(folder, 'base.graphql')
    writeFileSync(base, 'type Query { lostLongAgo: Int }')
    said.length = 0
    expect(await check(copy, base, (sentence) => said.push(sentence))).toBe(false)
    expect(said).toEqual([expect.stringContaining('lostLongAgo')])
    expect(await check(copy, 'no-such-revision', (sentence) => said.push(sentence))).toBe(true)
    expect(said).toContain('There is no api.graphql at "no-such-revision": compatibility was not compared.')
  })
})
