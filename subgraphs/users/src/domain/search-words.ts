/** The words of a search as PostgreSQL's to_tsquery takes them: each by its beginning. Undefined without any word. */
export function searchQuery(search: string): string | undefined {
  const words = search.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu)?.slice(0, 8)
  return words?.map((word) => `'${word}':*`).join(' & ')
}
