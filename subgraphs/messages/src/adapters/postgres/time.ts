/** A timestamptz column as ISO 8601 in UTC with microseconds, the only form in which times leave SQL as text. */
export function isoTime(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}
