import type { Statement, Store } from './store.ts'

/** `List` of the contract. */
export interface List {
  lid: number
  owner: number
  name: string
  uids: number[]
  posts: number
}
interface ListRow {
  lid: number
  owner: number
  name: string
  dropped: number
  posts: number
}

/** `Post` of the contract. */
export interface Post {
  pid: number
  lid: number
  t: number
  txt: string
  typ: number
  tag?: string | undefined
  link?: string | undefined
  n: number
}
type PostRow = Omit<Post, 'tag' | 'link'> & { tag: string | null; link: string | null }

/** The post as calls and the dump show it. */
export function postOf({ pid, lid, t, txt, typ, tag, link, n }: PostRow): Post {
  return { pid, lid, t, txt, typ, ...(tag === null ? {} : { tag }), ...(link === null ? {} : { link }), n }
}

/** Broadcast lists, their members and posts. A dropped list stays in the store, and in the dump only. */
export class Lists {
  readonly #q: ReturnType<typeof statements>

  constructor(store: Store) {
    this.#q = statements(store)
  }

  /** The owner of a list that was not dropped. */
  ownerOf(lid: number): number | undefined {
    const row = this.#q.find.get(lid)
    return row?.dropped === 0 ? row.owner : undefined
  }

  /** Was this lid ever given? */
  has(lid: number): boolean {
    return this.#q.find.get(lid) !== undefined
  }

  show(lid: number): List | undefined {
    const row = this.#q.find.get(lid)
    return row && this.#shown(row)
  }

  /** The owner's lists, lid ascending, without dropped ones. */
  ownedBy(owner: number): List[] {
    return this.#q.owned.all(owner).map((row) => this.#shown(row))
  }

  /** uid ascending. */
  members(lid: number): number[] {
    return this.#q.members.all(lid).map((row) => row.uid)
  }

  /** Stores a list under `lid`, or the next free one. */
  create(owner: number, name: string, uids: Iterable<number>, lid: number = this.#next()): number {
    this.#q.insert.run(lid, owner, name)
    this.add(lid, uids)
    return lid
  }

  rename(lid: number, name: string): void {
    this.#q.rename.run(name, lid)
  }

  add(lid: number, uids: Iterable<number>): void {
    for (const uid of uids) this.#q.addMember.run(lid, uid)
  }

  remove(lid: number, uids: Iterable<number>): void {
    for (const uid of uids) this.#q.removeMember.run(lid, uid)
  }

  drop(lid: number): void {
    this.#q.drop.run(lid)
  }

  /** Notes a post; answers its pid, counted from 1 inside the list. */
  addPost(post: Omit<Post, 'pid'>): number {
    const pid = this.#q.nextPid.get(post.lid)?.posts ?? 1
    this.#q.insertPost.run(post.lid, pid, post.t, post.txt, post.typ, post.tag ?? null, post.link ?? null, post.n)
    return pid
  }

  postCount(lid: number): number {
    return this.#q.find.get(lid)?.posts ?? 0
  }

  /** pid descending. */
  posts(lid: number, off: number, cnt: number): Post[] {
    return this.#q.posts.all(lid, cnt, off).map(postOf)
  }

  #next(): number {
    return (this.#q.highest.get()?.lid ?? 0) + 1
  }

  #shown({ lid, owner, name, posts }: ListRow): List {
    return { lid, owner, name, uids: this.members(lid), posts }
  }
}

function statements(store: Store) {
  const list = (rest: string): Statement<ListRow> => store.prepare(`SELECT * FROM lists ${rest}`)
  return {
    find: list('WHERE lid = ?'),
    owned: list('WHERE owner = ? AND dropped = 0 ORDER BY lid'),
    members: store.prepare<{ uid: number }>('SELECT uid FROM members WHERE lid = ? ORDER BY uid'),
    highest: store.prepare<{ lid: number | null }>('SELECT max(lid) AS lid FROM lists'),
    insert: store.prepare('INSERT INTO lists (lid, owner, name) VALUES (?, ?, ?)'),
    rename: store.prepare('UPDATE lists SET name = ? WHERE lid = ?'),
    drop: store.prepare('UPDATE lists SET dropped = 1 WHERE lid = ?'),
    addMember: store.prepare('INSERT OR IGNORE INTO members (lid, uid) VALUES (?, ?)'),
    removeMember: store.prepare('DELETE FROM members WHERE lid = ? AND uid = ?'),
    nextPid: store.prepare<{ posts: number }>('UPDATE lists SET posts = posts + 1 WHERE lid = ? RETURNING posts'),
    insertPost: store.prepare('INSERT INTO posts (lid, pid, t, txt, typ, tag, link, n) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
    posts: store.prepare<PostRow>('SELECT * FROM posts WHERE lid = ? ORDER BY pid DESC LIMIT ? OFFSET ?'),
  }
}
