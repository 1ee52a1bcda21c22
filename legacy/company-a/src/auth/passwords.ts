import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** A low cost on purpose: thousands of test users sign in at once here, and no secret of a real person is kept. */
const COST = { N: 1024, r: 8, p: 1 }

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 32, COST, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

/** A salted hash, as stored with a user. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  return `${salt.toString('hex')}:${(await derive(password, salt)).toString('hex')}`
}

/** Whether the password fits. Without a stored hash the same work is done, and it never fits. */
export async function passwordFits(password: string, stored: string | null): Promise<boolean> {
  const [salt = '', key = ''] = (stored ?? `${'0'.repeat(32)}:${'0'.repeat(64)}`).split(':')
  const derived = await derive(password, Buffer.from(salt, 'hex'))
  return timingSafeEqual(derived, Buffer.from(key, 'hex')) && stored !== null
}
