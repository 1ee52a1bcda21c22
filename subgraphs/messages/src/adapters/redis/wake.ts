import type { Company } from '@switchboard/domain/ids'
import type { PubSub } from '@switchboard/service-kit/pubsub'

const topic = (company: Company) => `switchboard:wake:${company}`

/** Tells the workers, after a commit, that a leg's outbox has new rows. Lost: they look by themselves within 250 ms. */
export function publishWake(pubsub: PubSub, legs: Iterable<Company>): void {
  for (const company of legs) void pubsub.publish(topic(company), 1)
}

/** Calls `wake` when somebody wrote rows for a company, and for all of them whenever Redis is there (again). */
export async function listenWakes(pubsub: PubSub, companies: readonly Company[], wake: (company: Company) => void): Promise<void> {
  pubsub.onReady(() => { companies.forEach(wake) })
  await Promise.all(companies.map((company) => pubsub.listen(topic(company), () => { wake(company) })))
}
