import { isSwitchboardError } from '@switchboard/domain/errors'

/** Delete beats edit, pin and reaction: what comes for a tombstone is passed over (and corrected by the caller). */
export async function unlessGone(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!isSwitchboardError(error) || error.code !== 'GONE') throw error
  }
}
