import type { PubSub } from '@switchboard/service-kit/pubsub'
import type { SignInNews } from '../../ports/sign-in-news.ts'

/** The topic on which sign-ins are told: `{ identityId }`. */
export const signedInTopic = 'switchboard:signed-in'

export function redisSignInNews(pubsub: PubSub): SignInNews {
  return { signedIn: (identityId) => { void pubsub.publish(signedInTopic, { identityId }) } }
}
