import type { CompanyB } from '../client.ts'
import { isCompanyBError } from '../error.ts'

export interface Medium { mime: string; bytes: Buffer; /** Epoch ms; B throws it away then. */ until: number }

/** A file of B; null when it has expired (7 days after it was put, note MEDIA_EXPIRED) or never was. Any other failure throws. */
export async function medium(client: CompanyB, link: string): Promise<Medium | null> {
  try {
    const { mime, b64, till } = await client.ask('mediaGet', { link })
    return { mime, bytes: Buffer.from(b64, 'base64'), until: till }
  } catch (error) {
    if (isCompanyBError(error) && error.failure.kind === 'refused' && (error.failure.err === 19 || error.failure.err === 9)) return null
    throw error
  }
}
