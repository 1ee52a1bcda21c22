import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { PersonView, IdentityView, PresenceView, PresenceChange, SessionView, SessionProofView, SignedIn, Proved, NoticeView, NoticePage } from '../schema/shapes.ts';
import type { Context } from '../schema/context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment in UTC, ISO 8601 (RFC 3339). */
  DateTime: { input: Date; output: Date | string; }
  /** An absolute URL. */
  URL: { input: URL; output: URL | string; }
  _FieldSet: { input: string; output: string; }
};

/** One of the two companies. */
export type Company =
  /** Company A: iOS and Web. */
  | 'A'
  /** Company B: Android. */
  | 'B';

/** A token of a company. */
export type ExchangeTokenInput = {
  /** Whose token it is. */
  company: Company;
  /** The token. */
  token: Scalars['String']['input'];
};

/** A native account at one company. It keeps its messages for ever, whoever it is linked with. */
export type Identity = {
  __typename?: 'Identity';
  /** Its picture. */
  avatarUrl?: Maybe<Scalars['URL']['output']>;
  /** The account no longer exists at its company; its history stays. */
  closed: Scalars['Boolean']['output'];
  /** The company that keeps the account. */
  company: Company;
  /** Its name, whole. */
  displayName: Scalars['String']['output'];
  /** The account's e-mail address; null for everybody but its owner. A session proved by pin alone sees its own account's only. */
  email?: Maybe<Scalars['String']['output']>;
  /** Its handle; at company B one made from the account's number. */
  handle: Scalars['String']['output'];
  /** The identity's id. */
  id: Scalars['ID']['output'];
  /** The account's phone number as its owner typed it; null for everybody but its owner, as with `email`. */
  phone?: Maybe<Scalars['String']['output']>;
  /** How true the other company's view of the profile is. */
  profileFidelity: ProfileFidelity;
  /** The person it belongs to now. */
  user: User;
};

/** The notices after the change. */
export type MarkNoticesReadPayload = {
  __typename?: 'MarkNoticesReadPayload';
  /** Those of the asked ones that the viewer has. */
  notices: Array<Notice>;
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Signs in with a live token of a company: a user's access token of A, or a sid of B. */
  exchangeToken: SignInPayload;
  /** Says that the viewer is here. To be repeated every 30 seconds: it expires after 60. */
  heartbeat: Presence;
  /** Links the two accounts proved inside this session under 5 minutes ago: the own one and the newest other. PROOF_REQUIRED when one is missing or all were proved by pin alone; CONFLICT when a company would have two accounts of one person. Both accounts are told. */
  linkAccounts: User;
  /** Marks notices as read; others' and unknown ids are passed over. */
  markNoticesRead: MarkNoticesReadPayload;
  /** Proves an account inside the session, for linking: the other company's, or the own one again. Give exactly one field. */
  proveIdentity: ProveIdentityPayload;
  /** Gives new tokens for a refresh token, which works once. One used again ends the session. */
  refreshSession: SignInPayload;
  /** Signs in with e-mail and password of company A. */
  signInWithA: SignInPayload;
  /** Signs in with phone and pin of company B. Five failures in 15 minutes, by phone or by address, shut the door for a growing time. */
  signInWithB: SignInPayload;
  /** Ends the session at once; its streams end within 10 seconds. True when there was something to end. */
  signOut: Scalars['Boolean']['output'];
  /** Gives an account of the viewer its own person back, and ends the sessions signed in with it. Wants a proof under 5 minutes old that is more than a pin. */
  unlinkAccount: User;
  /** Changes the profile of the account that is signed in. It is accepted here first and brought to the companies in the background. */
  updateProfile: User;
};


export type MutationExchangeTokenArgs = {
  input: ExchangeTokenInput;
};


export type MutationHeartbeatArgs = {
  state: PresenceState;
};


export type MutationMarkNoticesReadArgs = {
  ids: Array<Scalars['ID']['input']>;
};


export type MutationProveIdentityArgs = {
  input: ProveIdentityInput;
};


export type MutationRefreshSessionArgs = {
  refreshToken: Scalars['String']['input'];
};


export type MutationSignInWithAArgs = {
  input: SignInWithAInput;
};


export type MutationSignInWithBArgs = {
  input: SignInWithBInput;
};


export type MutationSignOutArgs = {
  everywhere?: InputMaybe<Scalars['Boolean']['input']>;
};


export type MutationUnlinkAccountArgs = {
  identityId: Scalars['ID']['input'];
};


export type MutationUpdateProfileArgs = {
  input: UpdateProfileInput;
};

/** What an account must be told about itself. */
export type Notice = {
  __typename?: 'Notice';
  /** When it happened. */
  createdAt: Scalars['DateTime']['output'];
  /** The handle that somebody else had taken. */
  handle?: Maybe<Scalars['String']['output']>;
  /** The notice's id. */
  id: Scalars['ID']['output'];
  /** The account it is for. */
  identity: Identity;
  /** What happened. */
  kind: NoticeKind;
  /** The other account of linking and unlinking; null for a session proved by pin alone. */
  other?: Maybe<Identity>;
  /** When it was read; null until then. */
  readAt?: Maybe<Scalars['DateTime']['output']>;
};

/** A page of notices. */
export type NoticeConnection = {
  __typename?: 'NoticeConnection';
  /** The notices of this page with their cursors. */
  edges: Array<NoticeEdge>;
  /** The notices of this page. */
  nodes: Array<Notice>;
  /** Whether more follow. */
  pageInfo: PageInfo;
  /** How many are unread in all. */
  unread: Scalars['Int']['output'];
};

/** A notice in a page. */
export type NoticeEdge = {
  __typename?: 'NoticeEdge';
  /** Where the notice stands; opaque. */
  cursor: Scalars['String']['output'];
  /** The notice. */
  node: Notice;
};

/** What a notice tells. */
export type NoticeKind =
  /** The account no longer exists at its company. */
  | 'CLOSED'
  /** The wanted handle was taken at the company; the former one stays. */
  | 'HANDLE_TAKEN'
  /** The account was linked with another one. */
  | 'LINKED'
  /** The account was unlinked from another one. */
  | 'UNLINKED';

/** Information about a page (Relay connection specification). */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** Cursor of the last edge of this page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether more edges follow. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether more edges come before. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first edge of this page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** Whether somebody is here. */
export type Presence = {
  __typename?: 'Presence';
  /** When the person was last here; null when never seen. */
  lastSeenAt?: Maybe<Scalars['DateTime']['output']>;
  /** The state now. */
  state: PresenceState;
};

/** A change of presence. */
export type PresenceEvent = {
  __typename?: 'PresenceEvent';
  /** The state now. */
  presence: Presence;
  /** Whose it is. */
  user: User;
};

/** States of presence. */
export type PresenceState =
  /** A client is open and not in use. */
  | 'AWAY'
  /** No client has reported for a minute. */
  | 'OFFLINE'
  /** A client is in use. */
  | 'ONLINE';

/** How much of a profile the companies can show. */
export type ProfileFidelity = {
  __typename?: 'ProfileFidelity';
  /** The worst of the notes. */
  level: ProfileFidelityLevel;
  /** Every lossy step. */
  notes: Array<ProfileFidelityNote>;
};

/** How true a company's view of a profile is, best first. */
export type ProfileFidelityLevel =
  /** In another form that can be rebuilt. */
  | 'ADAPTED'
  /** Less or other than what is stored here. */
  | 'DEGRADED'
  /** Unchanged. */
  | 'EXACT';

/** One lossy step. */
export type ProfileFidelityNote = {
  __typename?: 'ProfileFidelityNote';
  /** What happened, such as `NAME_CUT`. */
  code: Scalars['String']['output'];
  /** More about it. */
  detail?: Maybe<Scalars['String']['output']>;
  /** The way it happened on, such as `A>B`. */
  leg: Scalars['String']['output'];
};

/** How a session was proved. */
export type Proof =
  /** E-mail and password of company A. */
  | 'A_PASSWORD'
  /** A live token of company A. */
  | 'A_TOKEN'
  /** Phone and pin of company B; the weakest: it may not link, unlink, or read the other company's side. */
  | 'B_PIN'
  /** A live session of company B. */
  | 'B_SID';

/** Exactly one proof. */
export type ProveIdentityInput = {
  /** Credentials of company A. */
  a?: InputMaybe<SignInWithAInput>;
  /** Credentials of company B. */
  b?: InputMaybe<SignInWithBInput>;
  /** A live token. */
  token?: InputMaybe<ExchangeTokenInput>;
};

/** A proved account. */
export type ProveIdentityPayload = {
  __typename?: 'ProveIdentityPayload';
  /** Until when the proof counts for linking. */
  expiresAt: Scalars['DateTime']['output'];
  /** The account. */
  identity: Identity;
};

export type Query = {
  __typename?: 'Query';
  /** The viewer. */
  me: User;
  /** Notices of the viewer's accounts, newest first. A session proved by pin alone sees its own account's only. */
  notices: NoticeConnection;
  /** The viewer's session. */
  session: Session;
  /** A person by id, an alias too. Null when there is none. */
  user?: Maybe<User>;
  /** People by the beginnings of words of their names or handles, by id; everybody when `search` is left out. When little is found company A is asked too. */
  users: UserConnection;
};


export type QueryNoticesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


export type QueryUsersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
};

/** A signed-in session. */
export type Session = {
  __typename?: 'Session';
  /** The company that keeps the account. */
  company: Company;
  /** When it began. */
  createdAt: Scalars['DateTime']['output'];
  /** When it ends at the latest. */
  expiresAt: Scalars['DateTime']['output'];
  /** The session's id. */
  id: Scalars['ID']['output'];
  /** The account that was signed in with. */
  identity: Identity;
  /** How it was proved. */
  proof: Proof;
  /** Accounts proved inside this session, newest first. */
  proofs: Array<SessionProof>;
  /** When it was proved. */
  provenAt: Scalars['DateTime']['output'];
};

/** An account proved inside a session. */
export type SessionProof = {
  __typename?: 'SessionProof';
  /** When. Linking and unlinking want proofs under 5 minutes old. */
  at: Scalars['DateTime']['output'];
  /** The account. */
  identity: Identity;
  /** How it was proved. */
  proof: Proof;
};

/** A session's tokens. */
export type SignInPayload = {
  __typename?: 'SignInPayload';
  /** For the `authorization` header, as Bearer token. */
  accessToken: Scalars['String']['output'];
  /** When it expires. */
  accessTokenExpiresAt: Scalars['DateTime']['output'];
  /** For `refreshSession`; works once. */
  refreshToken: Scalars['String']['output'];
  /** When it expires. */
  refreshTokenExpiresAt: Scalars['DateTime']['output'];
  /** Who signed in. */
  user: User;
};

/** Credentials of company A. */
export type SignInWithAInput = {
  /** The account's e-mail address. */
  email: Scalars['String']['input'];
  /** Its password, 1 to 200 characters. */
  password: Scalars['String']['input'];
};

/** Credentials of company B. */
export type SignInWithBInput = {
  /** The account's phone number, as its owner writes it. */
  phone: Scalars['String']['input'];
  /** Its pin, 4 to 8 digits. */
  pin: Scalars['String']['input'];
};

export type Subscription = {
  __typename?: 'Subscription';
  /** Presence of people: each one's state first, then its changes. Lossy by design, and expires by itself. */
  presence: PresenceEvent;
};


export type SubscriptionPresenceArgs = {
  userIds: Array<Scalars['ID']['input']>;
};

/** Changes of a profile. */
export type UpdateProfileInput = {
  /** An http(s) URL of at most 500 characters; null takes the picture away. */
  avatarUrl?: InputMaybe<Scalars['URL']['input']>;
  /** 1 to 80 characters. */
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** 3 to 30 of a-z, 0-9 and _; accounts of company A only. CONFLICT when it is taken. */
  handle?: InputMaybe<Scalars['String']['input']>;
};

/** A person, with one account or several linked ones. */
export type User = {
  __typename?: 'User';
  /** Ids of linked younger persons; they resolve to this one. */
  aliases: Array<Scalars['ID']['output']>;
  /** The picture of the person's first account. */
  avatarUrl?: Maybe<Scalars['URL']['output']>;
  /** When the person became known here. */
  createdAt: Scalars['DateTime']['output'];
  /** The name of the person's first account. */
  displayName: Scalars['String']['output'];
  /** The handle of the person's first account. */
  handle: Scalars['String']['output'];
  /** The person's id. While a person is linked to an elder one, its id is an alias of the elder's. */
  id: Scalars['ID']['output'];
  /** The person's accounts, oldest first. Of its own person a session proved by pin alone sees its own account only. */
  identities: Array<Identity>;
  /** Whether this is the viewer. */
  isMe: Scalars['Boolean']['output'];
  /** Whether the person is here now. Lossy: it may be a minute late. */
  presence: Presence;
};

/** A page of people. */
export type UserConnection = {
  __typename?: 'UserConnection';
  /** The people of this page with their cursors. */
  edges: Array<UserEdge>;
  /** The people of this page. */
  nodes: Array<User>;
  /** Whether more follow. */
  pageInfo: PageInfo;
};

/** A person in a page. */
export type UserEdge = {
  __typename?: 'UserEdge';
  /** Where the person stands; opaque. */
  cursor: Scalars['String']['output'];
  /** The person. */
  node: User;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Identity: Identity;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Identity:
    ( { __typename: 'Identity' }
    & GraphQLRecursivePick<FederationTypes['Identity'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Company: Company;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  ExchangeTokenInput: ExchangeTokenInput;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Identity: ResolverTypeWrapper<IdentityView>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  MarkNoticesReadPayload: ResolverTypeWrapper<Omit<MarkNoticesReadPayload, 'notices'> & { notices: Array<ResolversTypes['Notice']> }>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Notice: ResolverTypeWrapper<NoticeView>;
  NoticeConnection: ResolverTypeWrapper<NoticePage>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  NoticeEdge: ResolverTypeWrapper<Omit<NoticeEdge, 'node'> & { node: ResolversTypes['Notice'] }>;
  NoticeKind: NoticeKind;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Presence: ResolverTypeWrapper<PresenceView>;
  PresenceEvent: ResolverTypeWrapper<PresenceChange>;
  PresenceState: PresenceState;
  ProfileFidelity: ResolverTypeWrapper<ProfileFidelity>;
  ProfileFidelityLevel: ProfileFidelityLevel;
  ProfileFidelityNote: ResolverTypeWrapper<ProfileFidelityNote>;
  Proof: Proof;
  ProveIdentityInput: ProveIdentityInput;
  ProveIdentityPayload: ResolverTypeWrapper<Proved>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Session: ResolverTypeWrapper<SessionView>;
  SessionProof: ResolverTypeWrapper<SessionProofView>;
  SignInPayload: ResolverTypeWrapper<SignedIn>;
  SignInWithAInput: SignInWithAInput;
  SignInWithBInput: SignInWithBInput;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  URL: ResolverTypeWrapper<Scalars['URL']['output']>;
  UpdateProfileInput: UpdateProfileInput;
  User: ResolverTypeWrapper<PersonView>;
  UserConnection: ResolverTypeWrapper<Omit<UserConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['UserEdge']>, nodes: Array<ResolversTypes['User']> }>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  ExchangeTokenInput: ExchangeTokenInput;
  String: Scalars['String']['output'];
  Identity: IdentityView;
  Boolean: Scalars['Boolean']['output'];
  ID: Scalars['ID']['output'];
  MarkNoticesReadPayload: Omit<MarkNoticesReadPayload, 'notices'> & { notices: Array<ResolversParentTypes['Notice']> };
  Mutation: Record<PropertyKey, never>;
  Notice: NoticeView;
  NoticeConnection: NoticePage;
  Int: Scalars['Int']['output'];
  NoticeEdge: Omit<NoticeEdge, 'node'> & { node: ResolversParentTypes['Notice'] };
  PageInfo: PageInfo;
  Presence: PresenceView;
  PresenceEvent: PresenceChange;
  ProfileFidelity: ProfileFidelity;
  ProfileFidelityNote: ProfileFidelityNote;
  ProveIdentityInput: ProveIdentityInput;
  ProveIdentityPayload: Proved;
  Query: Record<PropertyKey, never>;
  Session: SessionView;
  SessionProof: SessionProofView;
  SignInPayload: SignedIn;
  SignInWithAInput: SignInWithAInput;
  SignInWithBInput: SignInWithBInput;
  Subscription: Record<PropertyKey, never>;
  URL: Scalars['URL']['output'];
  UpdateProfileInput: UpdateProfileInput;
  User: PersonView;
  UserConnection: Omit<UserConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['UserEdge']>, nodes: Array<ResolversParentTypes['User']> };
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
};

export type ViewerIndependentDirectiveArgs = { };

export type ViewerIndependentDirectiveResolver<Result, Parent, ContextType = Context, Args = ViewerIndependentDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type IdentityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Identity'] = ResolversParentTypes['Identity'], FederationReferenceType extends FederationReferenceTypes['Identity'] = FederationReferenceTypes['Identity']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Identity']> | FederationReferenceType, FederationReferenceType, ContextType>;
  avatarUrl?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  closed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  company?: Resolver<ResolversTypes['Company'], ParentType, ContextType>;
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  handle?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  phone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  profileFidelity?: Resolver<ResolversTypes['ProfileFidelity'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type MarkNoticesReadPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MarkNoticesReadPayload'] = ResolversParentTypes['MarkNoticesReadPayload']> = {
  notices?: Resolver<Array<ResolversTypes['Notice']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  exchangeToken?: Resolver<ResolversTypes['SignInPayload'], ParentType, ContextType, RequireFields<MutationExchangeTokenArgs, 'input'>>;
  heartbeat?: Resolver<ResolversTypes['Presence'], ParentType, ContextType, RequireFields<MutationHeartbeatArgs, 'state'>>;
  linkAccounts?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  markNoticesRead?: Resolver<ResolversTypes['MarkNoticesReadPayload'], ParentType, ContextType, RequireFields<MutationMarkNoticesReadArgs, 'ids'>>;
  proveIdentity?: Resolver<ResolversTypes['ProveIdentityPayload'], ParentType, ContextType, RequireFields<MutationProveIdentityArgs, 'input'>>;
  refreshSession?: Resolver<ResolversTypes['SignInPayload'], ParentType, ContextType, RequireFields<MutationRefreshSessionArgs, 'refreshToken'>>;
  signInWithA?: Resolver<ResolversTypes['SignInPayload'], ParentType, ContextType, RequireFields<MutationSignInWithAArgs, 'input'>>;
  signInWithB?: Resolver<ResolversTypes['SignInPayload'], ParentType, ContextType, RequireFields<MutationSignInWithBArgs, 'input'>>;
  signOut?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationSignOutArgs, 'everywhere'>>;
  unlinkAccount?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationUnlinkAccountArgs, 'identityId'>>;
  updateProfile?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationUpdateProfileArgs, 'input'>>;
};

export type NoticeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Notice'] = ResolversParentTypes['Notice']> = {
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  handle?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identity?: Resolver<ResolversTypes['Identity'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['NoticeKind'], ParentType, ContextType>;
  other?: Resolver<Maybe<ResolversTypes['Identity']>, ParentType, ContextType>;
  readAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type NoticeConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NoticeConnection'] = ResolversParentTypes['NoticeConnection']> = {
  edges?: Resolver<Array<ResolversTypes['NoticeEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Notice']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  unread?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type NoticeEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NoticeEdge'] = ResolversParentTypes['NoticeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Notice'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PresenceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Presence'] = ResolversParentTypes['Presence']> = {
  lastSeenAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['PresenceState'], ParentType, ContextType>;
};

export type PresenceEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PresenceEvent'] = ResolversParentTypes['PresenceEvent']> = {
  presence?: Resolver<ResolversTypes['Presence'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type ProfileFidelityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProfileFidelity'] = ResolversParentTypes['ProfileFidelity']> = {
  level?: Resolver<ResolversTypes['ProfileFidelityLevel'], ParentType, ContextType>;
  notes?: Resolver<Array<ResolversTypes['ProfileFidelityNote']>, ParentType, ContextType>;
};

export type ProfileFidelityNoteResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProfileFidelityNote'] = ResolversParentTypes['ProfileFidelityNote']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  detail?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  leg?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ProveIdentityPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProveIdentityPayload'] = ResolversParentTypes['ProveIdentityPayload']> = {
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  identity?: Resolver<ResolversTypes['Identity'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  me?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  notices?: Resolver<ResolversTypes['NoticeConnection'], ParentType, ContextType, RequireFields<QueryNoticesArgs, 'first'>>;
  session?: Resolver<ResolversTypes['Session'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
  users?: Resolver<ResolversTypes['UserConnection'], ParentType, ContextType, RequireFields<QueryUsersArgs, 'first'>>;
};

export type SessionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  company?: Resolver<ResolversTypes['Company'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identity?: Resolver<ResolversTypes['Identity'], ParentType, ContextType>;
  proof?: Resolver<ResolversTypes['Proof'], ParentType, ContextType>;
  proofs?: Resolver<Array<ResolversTypes['SessionProof']>, ParentType, ContextType>;
  provenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type SessionProofResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SessionProof'] = ResolversParentTypes['SessionProof']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  identity?: Resolver<ResolversTypes['Identity'], ParentType, ContextType>;
  proof?: Resolver<ResolversTypes['Proof'], ParentType, ContextType>;
};

export type SignInPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignInPayload'] = ResolversParentTypes['SignInPayload']> = {
  accessToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  accessTokenExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  refreshToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  refreshTokenExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  presence?: SubscriptionResolver<ResolversTypes['PresenceEvent'], "presence", ParentType, ContextType, RequireFields<SubscriptionPresenceArgs, 'userIds'>>;
};

export interface UrlScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['URL'], any> {
  name: 'URL';
}

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  aliases?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  avatarUrl?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  handle?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identities?: Resolver<Array<ResolversTypes['Identity']>, ParentType, ContextType>;
  isMe?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  presence?: Resolver<ResolversTypes['Presence'], ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<Array<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['User']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  Identity?: IdentityResolvers<ContextType>;
  MarkNoticesReadPayload?: MarkNoticesReadPayloadResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Notice?: NoticeResolvers<ContextType>;
  NoticeConnection?: NoticeConnectionResolvers<ContextType>;
  NoticeEdge?: NoticeEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Presence?: PresenceResolvers<ContextType>;
  PresenceEvent?: PresenceEventResolvers<ContextType>;
  ProfileFidelity?: ProfileFidelityResolvers<ContextType>;
  ProfileFidelityNote?: ProfileFidelityNoteResolvers<ContextType>;
  ProveIdentityPayload?: ProveIdentityPayloadResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  SessionProof?: SessionProofResolvers<ContextType>;
  SignInPayload?: SignInPayloadResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  URL?: GraphQLScalarType;
  User?: UserResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  viewerIndependent?: ViewerIndependentDirectiveResolver<any, any, ContextType>;
};
