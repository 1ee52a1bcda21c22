/** How often and how long, for company B. All times in ms. */
export interface Tempo {
  /** Seconds that a poll is held, at most 25. */
  pollSeconds: number
  /** Wait after a poll that failed. */
  pollAgainMs: number
  /** Between two looks for due hints when nobody rings. */
  idleMs: number
  /** Pairs looked at side by side. */
  looks: number
  /** Active pairs are looked at at least this often, in case B lost an event. */
  scanActiveMs: number
  /** One round through all pairs takes at least this long. */
  scanAllMs: number
  /** Between two steps of the scans; a step costs at most `scanStep` looks: the call budget of the scans. */
  scanStepMs: number
  scanStep: number
  /** Between two looks for people whose threads were not read yet. */
  walkMs: number
  /** How long a deletion waits for the row that replaces it, and a part for its siblings (mapping.md, "Changes", "Parts from B"). */
  editWaitMs: number
  partsWaitMs: number
  /** Between two searches for a call whose outcome is unknown (mapping.md, "Send to B"). */
  searchAgainMs: number
  /** Until this age a text is edited by sending it anew; B withdraws nothing older than 15 minutes. */
  editInPlaceMs: number
}

export const defaultTempo: Tempo = {
  pollSeconds: 25, pollAgainMs: 1_000, idleMs: 250, looks: 8,
  scanActiveMs: 60_000, scanAllMs: 86_400_000, scanStepMs: 1_000, scanStep: 20, walkMs: 2_000,
  editWaitMs: 10_000, partsWaitMs: 10_000, searchAgainMs: 2_000, editInPlaceMs: 14 * 60_000,
}
