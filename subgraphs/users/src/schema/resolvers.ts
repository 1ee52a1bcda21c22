import { GraphQLDateTimeISO, GraphQLURL } from 'graphql-scalars'
import type { Resolvers } from '../generated/resolvers.generated.ts'
import { linkingResolvers } from './linking.ts'
import { noticeResolvers } from './notice.ts'
import { presenceResolvers } from './presence.ts'
import { sessionResolvers } from './session.ts'
import { userResolvers } from './user.ts'

/** Every resolver of the subgraph; they stand beside their SDL. */
export const resolvers: Resolvers = {
  ...userResolvers, ...sessionResolvers, ...linkingResolvers, ...noticeResolvers, ...presenceResolvers,
  DateTime: GraphQLDateTimeISO, URL: GraphQLURL,
  Query: { ...userResolvers.Query, ...sessionResolvers.Query, ...noticeResolvers.Query },
  Mutation: {
    ...userResolvers.Mutation, ...sessionResolvers.Mutation, ...linkingResolvers.Mutation, ...noticeResolvers.Mutation, ...presenceResolvers.Mutation,
  },
}
