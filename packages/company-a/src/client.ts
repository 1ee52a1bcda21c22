import { attachments, type Attachments } from './attachments.ts'
import { conversations, type Conversations } from './conversations.ts'
import { directory, type Directory } from './directory.ts'
import { feed, type Feed } from './feed.ts'
import { link, type Link, type LinkOptions } from './link.ts'
import { messages, type Messages } from './messages.ts'
import { peopleLoader, type PeopleLoader } from './people-loader.ts'
import { profile, type Profile } from './profile.ts'
import { issueServiceToken, signIn, type SignIn } from './sign-in.ts'
import { memoryTokenSource, type IssuedToken, type TokenSource } from './tokens.ts'
import { userTokens, type UserTokens } from './user-token.ts'

export type CompanyAOptions = {
  /** A's base URL, without path. */
  baseUrl: string
  /** Our client at A. */
  clientId: string
  clientSecret: string
  /** Where the service token comes from; default: kept in memory. `issue` asks A for a new one. */
  tokens?: (issue: () => Promise<IssuedToken>) => TokenSource
  /** Origins besides the base URL's that signed file links may point to. */
  fileOrigins?: readonly string[]
  /** `iss` of A's user tokens. */
  issuer?: string
} & Pick<LinkOptions, 'acquire' | 'observe' | 'resilience'>

/** Everything that company A can do for us, by topic. */
export type CompanyA = {
  directory: Directory
  people: PeopleLoader
  profile: Profile
  conversations: Conversations
  messages: Messages
  attachments: Attachments
  feed: Feed
  signIn: SignIn
  userTokens: UserTokens
  /** Closes the connections; running calls fail. */
  close(): Promise<void>
}

/** Joins the parts over one link. Nothing is sent before the first call. */
export function companyA(options: CompanyAOptions): CompanyA {
  const issue = () => issueServiceToken(way, options.clientId, options.clientSecret)
  const tokens = (options.tokens ?? memoryTokenSource)(issue)
  const way: Link = link({ baseUrl: options.baseUrl, tokens, acquire: options.acquire, observe: options.observe, resilience: options.resilience })
  const people = directory(way)
  const own = profile(way)
  return {
    directory: people,
    people: peopleLoader(people),
    profile: own,
    conversations: conversations(way),
    messages: messages(way),
    attachments: attachments(way, options.fileOrigins),
    feed: feed(way),
    signIn: signIn(way),
    userTokens: userTokens(way, own, options.issuer),
    close: () => way.close(),
  }
}
