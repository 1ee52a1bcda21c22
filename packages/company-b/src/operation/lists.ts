import type { CompanyB } from '../client.ts'
import { decodeText } from '../text/entities.ts'
import type { components } from '../generated/api.ts'

/** A broadcast list, seen by its owner. */
export interface BroadcastList { listId: number; owner: number; name: string; members: number[]; posts: number }

/** One post of a list. Nothing in B links it to its copies but sender, time, tag, kind and text. */
export interface ListPost { postId: number; listId: number; time: number; text: string; damaged: boolean; kind: number; tag?: string; link?: string; copies: number }

const PAGE = 50
const RESTARTS = 5

/** The lists that `as` owns, oldest first. */
export async function listsOf(client: CompanyB, as: number): Promise<BroadcastList[]> {
  return (await client.ask('listAll', {}, { as })).lists.map(listOf)
}

/** All posts of a list, newest first. New posts shift the offsets: a change of the total begins the reading again. */
export async function listHistory(client: CompanyB, as: number, listId: number): Promise<ListPost[]> {
  for (let restart = 0; ; restart++) {
    const posts = new Map<number, ListPost>()
    let total: number | null = null
    let torn = false
    for (let off = 0; total === null || off < total;) {
      const page = await client.ask('listHist', { lid: listId, off, cnt: PAGE }, { as })
      torn = total !== null && page.tot !== total
      if (torn || page.p.length === 0) break
      total = page.tot
      for (const post of page.p) {
        const { text, damaged } = decodeText(post.txt)
        posts.set(post.pid, {
          postId: post.pid, listId: post.lid, time: post.t, text, damaged, kind: post.typ, copies: post.n,
          ...(post.tag === undefined ? {} : { tag: post.tag }), ...(post.link === undefined ? {} : { link: post.link }),
        })
      }
      off += page.p.length
    }
    if (!torn || restart >= RESTARTS) return [...posts.values()].sort((a, b) => b.postId - a.postId)
  }
}

/** Reads a list of B. */
export function listOf(wire: components['schemas']['List']): BroadcastList {
  return { listId: wire.lid, owner: wire.owner, name: decodeText(wire.name).text, members: wire.uids, posts: wire.posts }
}
