/** A page in the shape of the Relay connection specification. */
export interface Page<Node> {
  edges: { cursor: string; node: Node }[]
  nodes: Node[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
}

/** A page of nodes. `info`: what is known about its surroundings; `ends`: cursors of the page when they are not those of its edges. */
export function page<Node>(nodes: Node[], cursorOf: (node: Node) => string, info: { hasNext: boolean; hasPrevious: boolean }, pageCursorOf = cursorOf): Page<Node> {
  const [first, last] = [nodes[0], nodes.at(-1)]
  return {
    edges: nodes.map((node) => ({ cursor: cursorOf(node), node })), nodes,
    pageInfo: {
      hasNextPage: info.hasNext, hasPreviousPage: info.hasPrevious,
      startCursor: first === undefined ? null : pageCursorOf(first), endCursor: last === undefined ? null : pageCursorOf(last),
    },
  }
}
