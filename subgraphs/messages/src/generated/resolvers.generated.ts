import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
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
  /** Where a page or an event stands in a conversation's log; opaque and signed. Void when the log's epoch changes. */
  Cursor: { input: string; output: string; }
  /** A moment in UTC, ISO 8601 (RFC 3339). */
  DateTime: { input: Date; output: Date | string; }
  /** An absolute URL. */
  URL: { input: URL; output: URL | string; }
  _FieldSet: { input: string; output: string; }
};

/** A file of a message. */
export type Attachment = {
  __typename?: 'Attachment';
  /** Its type, found by looking at its content. */
  contentType: Scalars['String']['output'];
  /** Its name, without a path. */
  filename: Scalars['String']['output'];
  /** Its id. */
  id: Scalars['ID']['output'];
  /** SHA-256 in hexadecimal, once it is stored. */
  sha256?: Maybe<Scalars['String']['output']>;
  /** Its size in bytes. */
  sizeBytes: Scalars['Int']['output'];
  /** Whether its bytes are here. */
  state: AttachmentState;
  /** A signed link to its bytes, good for 15 minutes, for members only; null when the bytes are not here. */
  url?: Maybe<Scalars['URL']['output']>;
};

/** Whether a file's bytes are here. */
export type AttachmentState =
  /** They are gone: deleted, or the company no longer had them. */
  | 'EXPIRED'
  /** They were refused: too large or of a forbidden kind. */
  | 'FORBIDDEN'
  /** The upload has not come yet. */
  | 'PENDING'
  /** They are here. */
  | 'STORED';

/** The broadcast list that a message is a copy of. */
export type BroadcastCopy = {
  __typename?: 'BroadcastCopy';
  /** Groups the copies of one post. */
  key: Scalars['String']['output'];
  /** The list. */
  list?: Maybe<BroadcastList>;
};

/** A broadcast list: one copy of each post goes to the DIRECT with each member. Members do not see the list. */
export type BroadcastList = {
  __typename?: 'BroadcastList';
  /** Its id. */
  id: Scalars['ID']['output'];
  /** Whom it reaches. */
  members: Array<User>;
  /** Its name; only the owner sees it. */
  name: Scalars['String']['output'];
  /** The posts, newest first. */
  posts: Array<BroadcastPost>;
};


/** A broadcast list: one copy of each post goes to the DIRECT with each member. Members do not see the list. */
export type BroadcastListPostsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** One post to a broadcast list. */
export type BroadcastPost = {
  __typename?: 'BroadcastPost';
  /** When. */
  at: Scalars['DateTime']['output'];
  /** Markdown. */
  body: Scalars['String']['output'];
  /** The copies, one per recipient who accepts them. */
  copies: Array<Message>;
  /** Its id. */
  id: Scalars['ID']['output'];
  /** Recipients who were left out: gone, or blocking. */
  skipped: Array<User>;
};

/** All of the past was delivered; what follows is live. */
export type CaughtUp = {
  __typename?: 'CaughtUp';
  /** Where the log stood. */
  cursor: Scalars['Cursor']['output'];
};

/** One of the two companies. */
export type Company =
  /** Company A: iOS and Web. */
  | 'A'
  /** Company B: Android. */
  | 'B';

/** A conversation of the viewer. Anybody who is not a member sees NOT_FOUND. */
export type Conversation = {
  __typename?: 'Conversation';
  /** Whether the viewer archived it for themself. */
  archived: Scalars['Boolean']['output'];
  /** Whether company B put the pair away (its older messages are gone from B's app, not from here). */
  archivedOnB: Scalars['Boolean']['output'];
  /** Whether the viewer blocks the other side of this DIRECT. */
  blockedByMe: Scalars['Boolean']['output'];
  /** The companies that the conversation reaches. */
  companies: Array<Company>;
  /** When the conversation was made. */
  createdAt: Scalars['DateTime']['output'];
  /** Where the log ends now: subscribe after it to miss nothing and repeat nothing. */
  cursor: Scalars['Cursor']['output'];
  /** The conversation's id. */
  id: Scalars['ID']['output'];
  /** Direct or group. */
  kind: ConversationKind;
  /** When the newest message was accepted, or the conversation was made. */
  lastActivityAt: Scalars['DateTime']['output'];
  /** The newest message that the viewer has not hidden. */
  lastMessage?: Maybe<Message>;
  /** The viewer's own membership. */
  me: Member;
  /** How many active members there are. */
  memberCount: Scalars['Int']['output'];
  /** The active members, longest-standing first. */
  members: MemberConnection;
  /** Messages in log order. Without `before`/`after` the latest `last`. */
  messages: MessageConnection;
  /** Until when the viewer muted it; null when not muted. */
  mutedUntil?: Maybe<Scalars['DateTime']['output']>;
  /** The other side of a DIRECT; null for GROUP. */
  peer?: Maybe<Member>;
  /** The pinned messages, oldest first. */
  pinned: Array<Message>;
  /** Whether its history is here. */
  readiness: ConversationReadiness;
  /** Messages of the viewer that wait for their time, soonest first. */
  scheduled: Array<ScheduledMessage>;
  /** The group's title; null for DIRECT and untitled groups. */
  title?: Maybe<Scalars['String']['output']>;
  /** Messages of others after the viewer's read position, deleted ones not counted. */
  unreadCount: Scalars['Int']['output'];
};


/** A conversation of the viewer. Anybody who is not a member sees NOT_FOUND. */
export type ConversationMembersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A conversation of the viewer. Anybody who is not a member sees NOT_FOUND. */
export type ConversationMessagesArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  before?: InputMaybe<Scalars['Cursor']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of conversations. */
export type ConversationConnection = {
  __typename?: 'ConversationConnection';
  /** The conversations with their cursors. */
  edges: Array<ConversationEdge>;
  /** The conversations alone. */
  nodes: Array<Conversation>;
  /** About this page. */
  pageInfo: PageInfo;
};

/** The log begins. */
export type ConversationCreated = LogEntry & {
  __typename?: 'ConversationCreated';
  /** The person who caused it, when known. */
  actor?: Maybe<User>;
  /** When it entered the log. */
  at: Scalars['DateTime']['output'];
  /** The conversation. */
  conversation: Conversation;
  /** Its place as a cursor: resume after it. */
  cursor: Scalars['Cursor']['output'];
  /** Its place, gap-free from 1. */
  seq: Scalars['Int']['output'];
};

/** A conversation in a page. */
export type ConversationEdge = {
  __typename?: 'ConversationEdge';
  /** For `after`. */
  cursor: Scalars['String']['output'];
  /** The conversation. */
  node: Conversation;
};

/** What a conversation's stream carries. */
export type ConversationEvent = CaughtUp | ConversationCreated | DeliveryChanged | MemberAdded | MemberRemoved | MessageCreated | MessageDeleted | MessageEdited | MessagePinned | OwnerChanged | ReactionAdded | ReactionRemoved | ReadMoved | ResyncRequired | TitleChanged;

/** Whether a conversation has two sides for ever or a changing group of members. */
export type ConversationKind =
  /** Two identities; there is one such conversation for any two. */
  | 'DIRECT'
  /** One owner and members who come and go. */
  | 'GROUP';

/** Whether the conversation's history is here already. */
export type ConversationReadiness =
  /** Its history at a company is still being fetched; messages sent now are accepted. */
  | 'ARRIVING'
  /** The log is complete. */
  | 'READY';

/** What is to be uploaded. */
export type CreateUploadInput = {
  /** Name without a path, 1 to 255 characters. */
  filename: Scalars['String']['input'];
  /** 1 to 10,485,760 bytes. */
  sizeBytes: Scalars['Int']['input'];
};

/** Where to put the bytes. */
export type CreateUploadPayload = {
  __typename?: 'CreateUploadPayload';
  /** The attachment, PENDING. */
  attachment: Attachment;
  /** When the link ends. */
  expiresAt: Scalars['DateTime']['output'];
  /** PUT the bytes here, once, within 15 minutes. */
  uploadUrl: Scalars['URL']['output'];
};

/** The way of a message to one company. */
export type Delivery = {
  __typename?: 'Delivery';
  /** When the state last changed. */
  at: Scalars['DateTime']['output'];
  /** How often it was tried. */
  attempts: Scalars['Int']['output'];
  /** Which company. */
  company: Company;
  /** The time of each hop. */
  hops: Array<Hop>;
  /** Why the last try failed, in a sentence. */
  lastError?: Maybe<Scalars['String']['output']>;
  /** Where it stands. */
  state: DeliveryState;
};

/** A message got further on its way, or a receipt came. Not in the log; may be lost: the state is read with the message. */
export type DeliveryChanged = {
  __typename?: 'DeliveryChanged';
  /** The message with its deliveries and receipts now. */
  message: Message;
};

/** How far a message is on its way to a company. */
export type DeliveryState =
  /** It is on a recipient's device. */
  | 'DELIVERED'
  /** The company refused it for good; a person looks at it. */
  | 'PARKED'
  /** It waits for its turn or for the company to come back. */
  | 'PENDING'
  /** The recipient does not accept it. */
  | 'REFUSED'
  /** A recipient has seen it. */
  | 'SEEN'
  /** The company has it. */
  | 'SENT'
  /** It was tried, and it is not known whether it arrived; that is being found out. */
  | 'UNKNOWN';

/** A new body. */
export type EditMessageInput = {
  /** Markdown, at most 8,000 code points. */
  body: Scalars['String']['input'];
  /** Refuse with CONFLICT unless this is the current revision. */
  expectedRevision?: InputMaybe<Scalars['Int']['input']>;
  /** Which message. */
  id: Scalars['ID']['input'];
};

/** A message that is deleted some time after it was read. */
export type Expiring = {
  __typename?: 'Expiring';
  /** Seconds after it was read. */
  seconds: Scalars['Int']['output'];
};

/** How truly every side shows a message. */
export type Fidelity = {
  __typename?: 'Fidelity';
  /** The worst of the notes. */
  level: FidelityLevel;
  /** What was changed or left out on which leg. */
  notes: Array<FidelityNote>;
};

/** The leg of a translation. */
export type FidelityLeg =
  /** From A's model to B. */
  | 'A_TO_B'
  /** From B to A's model. */
  | 'B_TO_A';

/** How truly a side shows a message. */
export type FidelityLevel =
  /** Another form, from which the original can be rebuilt. */
  | 'ADAPTED'
  /** A side shows less or other. */
  | 'DEGRADED'
  /** Both sides show it unchanged. */
  | 'EXACT';

/** One thing that a translation changed. */
export type FidelityNote = {
  __typename?: 'FidelityNote';
  /** What, by the table in docs/contracts/mapping.md. */
  code: Scalars['String']['output'];
  /** More about it. */
  detail?: Maybe<Scalars['String']['output']>;
  /** Which way. */
  leg: FidelityLeg;
};

/** One hop of a message and how long it took. */
export type Hop = {
  __typename?: 'Hop';
  /** When. */
  at: Scalars['DateTime']['output'];
  /** Milliseconds since it was accepted. */
  ms: Scalars['Float']['output'];
  /** Where it got to. */
  name: HopName;
};

/** The hops of a message. */
export type HopName =
  /** A recipient's device has it. */
  | 'DELIVERED'
  /** A recipient has seen it. */
  | 'SEEN'
  /** The company has it. */
  | 'SENT'
  /** The first try towards the company. */
  | 'TRIED';

/** A native account at one company, as the users subgraph knows it. */
export type Identity = {
  __typename?: 'Identity';
  /** The identity's id. */
  id: Scalars['ID']['output'];
};

/** The newest state of one of the viewer's conversations. */
export type InboxUpdate = {
  __typename?: 'InboxUpdate';
  /** The conversation; null when the viewer is no longer a member. */
  conversation?: Maybe<Conversation>;
  /** Its id. */
  conversationId: Scalars['ID']['output'];
};

/** An entry of a conversation's log. */
export type LogEntry = {
  /** The person who caused it, when known. */
  actor?: Maybe<User>;
  /** When it entered the log. */
  at: Scalars['DateTime']['output'];
  /** Its place as a cursor: resume after it. */
  cursor: Scalars['Cursor']['output'];
  /** Its place, gap-free from 1. */
  seq: Scalars['Int']['output'];
};

/** A membership. */
export type Member = {
  __typename?: 'Member';
  /** Who: the identity that takes part. */
  identity: Identity;
  /** Since when. */
  joinedAt: Scalars['DateTime']['output'];
  /** When the read position last moved. */
  readAt?: Maybe<Scalars['DateTime']['output']>;
  /** The log seq up to which the member has read. */
  readSeq: Scalars['Int']['output'];
  /** What the member may do. */
  role: MemberRole;
  /** The person behind it. */
  user: User;
};

/** A member came. */
export type MemberAdded = LogEntry & {
  __typename?: 'MemberAdded';
  /** The person who caused it, when known. */
  actor?: Maybe<User>;
  /** When it entered the log. */
  at: Scalars['DateTime']['output'];
  /** Its place as a cursor: resume after it. */
  cursor: Scalars['Cursor']['output'];
  /** As what. */
  role: MemberRole;
  /** Its place, gap-free from 1. */
  seq: Scalars['Int']['output'];
  /** Who came. */
  user: User;
};

/** A page of members. */
export type MemberConnection = {
  __typename?: 'MemberConnection';
  /** The members with their cursors. */
  edges: Array<MemberEdge>;
  /** The members alone. */
  nodes: Array<Member>;
  /** About this page. */
  pageInfo: PageInfo;
};

/** A member in a page. */
export type MemberEdge = {
  __typename?: 'MemberEdge';
  /** For `after`. */
  cursor: Scalars['String']['output'];
  /** The member. */
  node: Member;
};

/** A member left or was removed. For that member it is the last event of the stream. */
export type MemberRemoved = LogEntry & {
  __typename?: 'MemberRemoved';
  /** The person who caused it, when known. */
  actor?: Maybe<User>;
  /** When it entered the log. */
  at: Scalars['DateTime']['output'];
  /** Its place as a cursor: resume after it. */
  cursor: Scalars['Cursor']['output'];
  /** Whether by own wish. */
  left: Scalars['Boolean']['output'];
  /** Who owns the group now, when the owner went. */
  newOwner?: Maybe<User>;
  /** Its place, gap-free from 1. */
  seq: Scalars['Int']['output'];
  /** Who went. */
  user: User;
};

/** What a member may do. */
export type MemberRole =
  /** Reads, writes, leaves. */
  | 'MEMBER'
  /** Renames, adds, removes, pins; exactly one while there are members. */
  | 'OWNER';

/** A message. After a delete for all it is a tombstone: no body, attachments or reactions. */
export type Message = {
  __typename?: 'Message';
  /** When it was accepted into the log. */
  acceptedAt: Scalars['DateTime']['output'];
  /** Files, in the sender's order. */
  attachments: Array<Attachment>;
  /** Markdown; empty for a tombstone. */
  body: Scalars['String']['output'];
  /** The broadcast it is a copy of; only the list's owner sees it. */
  broadcast?: Maybe<BroadcastCopy>;
  /** The sender's own id for it; only its sender sees it. */
  clientMessageId?: Maybe<Scalars['String']['output']>;
  /** The conversation it stands in. */
  conversation: Conversation;
  /** Its place as a cursor. */
  cursor: Scalars['Cursor']['output'];
  /** When it was deleted for all. */
  deletedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Who deleted it. */
  deletedBy?: Maybe<User>;
  /** Where it stands on its way to each company. */
  deliveries: Array<Delivery>;
  /** When it was last edited. */
  editedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What company A's model does not have; null for an ordinary message. */
  extension?: Maybe<MessageExtension>;
  /** What a company could not hold of it. */
  fidelity: Fidelity;
  /** The message's id. */
  id: Scalars['ID']['output'];
  /** Whether the viewer wrote it. */
  isMine: Scalars['Boolean']['output'];
  /** What it is. */
  kind: MessageKind;
  /** Where it was first written. */
  origin: Origin;
  /** Whether it is pinned. */
  pinned: Scalars['Boolean']['output'];
  /** Reactions, the emoji used first comes first. */
  reactions: Array<Reaction>;
  /** Who has it on a device or has read it, as far as it is known. */
  receipts: Array<Receipt>;
  /** The message it answers. */
  replyTo?: Maybe<Message>;
  /** 1 at first, one more with each edit. */
  revision: Scalars['Int']['output'];
  /** Every body it has had, the first one included. */
  revisions: Array<MessageRevision>;
  /** The person who wrote it; null for SYSTEM. */
  sender?: Maybe<User>;
  /** The identity it was written with; null for SYSTEM. */
  senderIdentity?: Maybe<Identity>;
  /** Its place in the conversation's log. */
  seq: Scalars['Int']['output'];
  /** The clock of the app it was written in, when it came from a company; shown, never used for order. */
  sourceAt?: Maybe<Scalars['DateTime']['output']>;
  /** What the system says; null for other kinds. */
  system?: Maybe<SystemLine>;
  /** The message whose thread it belongs to. */
  threadRoot?: Maybe<Message>;
};

/** A page of messages. */
export type MessageConnection = {
  __typename?: 'MessageConnection';
  /** The messages with their cursors, log order. */
  edges: Array<MessageEdge>;
  /** The messages alone. */
  nodes: Array<Message>;
  /** About this page. */
  pageInfo: PageInfo;
};

/** A message was accepted. */
export type MessageCreated = LogEntry & {
  __typename?: 'MessageCreated';
  /** The person who caused it, when known. */
  actor?: Maybe<User>;
  /** When it entered the log. */
  at: Scalars['DateTime']['output'];
  /** Its place as a cursor: resume after it. */
  cursor: Scalars['Cursor']['output'];
  /** The message as it was accepted; a tombstone when it was deleted since. */
  message: Message;
  /** Its place, gap-free from 1. */
  seq: Scalars['Int']['output'];
};

/** A message was deleted for all. */
export type MessageDeleted = LogEntry & {
  __typename?: 'MessageDeleted';
  /** The person who caused it, when known. */
  actor?: Maybe<User>;
  /** When it entered the log. */
  at: Scalars['DateTime']['output'];
  /** Its place as a cursor: resume after it. */
  cursor: Scalars['Cursor']['output'];
  /** The tombstone. */
  message: Message;
  /** Its place, gap-free from 1. */
  seq: Scalars['Int']['output'];
};

/** A message in a page. */
export type MessageEdge = {
  __typename?: 'MessageEdge';
  /** For `after` and `before`, and for resuming a subscription. */
  cursor: Scalars['Cursor']['output'];
  /** The message. */
  node: Message;
};

/** A message has a new body. */
export type MessageEdited = LogEntry & {
  __typename?: 'MessageEdited';
  /** The person who caused it, when known. */
  actor?: Maybe<User>;
  /** When it entered the log. */
  at: Scalars['DateTime']['output'];
  /** Its place as a cursor: resume after it. */
  cursor: Scalars['Cursor']['output'];
  /** The message after the change. */
  message: Message;
  /** Its place, gap-free from 1. */
  seq: Scalars['Int']['output'];
};

/** What goes beyond A's model. */
export type MessageExtension = Expiring | Nudge | Sticker | Voice;

/** What a message is. */
export type MessageKind =
  /** One to ten files, the body is a caption. */
  | 'FILE'
  /** One to ten images, the body is a caption. */
  | 'IMAGE'
  /** A line written by the system. */
  | 'SYSTEM'
  /** Text only. */
  | 'TEXT';

/** A message was pinned or unpinned. */
export type MessagePinned = LogEntry & {
  __typename?: 'MessagePinned';
  /** The person who caused it, when known. */
  actor?: Maybe<User>;
  /** When it entered the log. */
  at: Scalars['DateTime']['output'];
  /** Its place as a cursor: resume after it. */
  cursor: Scalars['Cursor']['output'];
  /** The message after the change. */
  message: Message;
  /** Its place, gap-free from 1. */
  seq: Scalars['Int']['output'];
};

/** One body of an edited message. */
export type MessageRevision = {
  __typename?: 'MessageRevision';
  /** Since when. */
  at: Scalars['DateTime']['output'];
  /** The body then. */
  body: Scalars['String']['output'];
  /** 1 for the first. */
  revision: Scalars['Int']['output'];
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Adds members to a group (owner); present ones are skipped; all or nothing. */
  addMembers: Conversation;
  /** Adds the viewer's reaction; adding it again changes nothing. A person has at most 20 different ones on a message. */
  addReaction: Message;
  /** Archives a conversation for the viewer, or takes it back. */
  archiveConversation: Conversation;
  /** Stops a person from writing to the viewer directly. */
  blockUser: User;
  /** Takes back a message that waits for its time. GONE when it was sent. */
  cancelScheduled: Scalars['Boolean']['output'];
  /** Makes a broadcast list (people of company B). */
  createBroadcastList: BroadcastList;
  /** Promises a place for a file; see docs on /files. */
  createUpload: CreateUploadPayload;
  /** Deletes a message for everyone: its author, or the owner of a group. */
  deleteMessage: Message;
  /** Ends a broadcast list of the viewer; copies stay. */
  dropBroadcastList: Scalars['Boolean']['output'];
  /** Gives a message of the viewer a new body. */
  editMessage: Message;
  /** Hides a message from the viewer only. */
  hideMessage: Scalars['Boolean']['output'];
  /** Leaves a group. When the owner leaves, the longest-standing member owns it. */
  leaveConversation: Scalars['Boolean']['output'];
  /** Moves the viewer's read position forward; never back. */
  markRead: Conversation;
  /** Mutes a conversation for the viewer until a time, or (null) takes it back. */
  muteConversation: Conversation;
  /** Pins or unpins a message: either side of a DIRECT, the owner of a GROUP. */
  pinMessage: Message;
  /** Writes one copy into the DIRECT with each member of the list. */
  postToBroadcastList: BroadcastPost;
  /** Removes a member (owner). */
  removeMember: Conversation;
  /** Takes the viewer's reaction back. */
  removeReaction: Message;
  /** Accepts a message. Same clientMessageId and same content: the first answer again; other content: CONFLICT. */
  sendMessage: SendMessagePayload;
  /** Says that the viewer is typing; lapses after 6 s. At most one call per 3 s has an effect. */
  sendTyping: Scalars['Boolean']['output'];
  /** Hands the ownership of a group to another member. */
  setOwner: Conversation;
  /** Renames a group (owner). */
  setTitle: Conversation;
  /** Gets or makes the one DIRECT with a person. With a linked person: the identity at the viewer's company, else the one used last. */
  startDirect: Conversation;
  /** Makes a group; the viewer owns it. */
  startGroup: Conversation;
  /** Allows a person to write again. */
  unblockUser: User;
  /** Changes a broadcast list of the viewer. */
  updateBroadcastList: BroadcastList;
};


export type MutationAddMembersArgs = {
  conversationId: Scalars['ID']['input'];
  userIds: Array<Scalars['ID']['input']>;
};


export type MutationAddReactionArgs = {
  emoji: Scalars['String']['input'];
  messageId: Scalars['ID']['input'];
};


export type MutationArchiveConversationArgs = {
  archived: Scalars['Boolean']['input'];
  conversationId: Scalars['ID']['input'];
};


export type MutationBlockUserArgs = {
  userId: Scalars['ID']['input'];
};


export type MutationCancelScheduledArgs = {
  id: Scalars['ID']['input'];
};


export type MutationCreateBroadcastListArgs = {
  name: Scalars['String']['input'];
  userIds: Array<Scalars['ID']['input']>;
};


export type MutationCreateUploadArgs = {
  input: CreateUploadInput;
};


export type MutationDeleteMessageArgs = {
  id: Scalars['ID']['input'];
};


export type MutationDropBroadcastListArgs = {
  id: Scalars['ID']['input'];
};


export type MutationEditMessageArgs = {
  input: EditMessageInput;
};


export type MutationHideMessageArgs = {
  id: Scalars['ID']['input'];
};


export type MutationLeaveConversationArgs = {
  conversationId: Scalars['ID']['input'];
};


export type MutationMarkReadArgs = {
  conversationId: Scalars['ID']['input'];
  upToSeq: Scalars['Int']['input'];
};


export type MutationMuteConversationArgs = {
  conversationId: Scalars['ID']['input'];
  until?: InputMaybe<Scalars['DateTime']['input']>;
};


export type MutationPinMessageArgs = {
  id: Scalars['ID']['input'];
  pinned: Scalars['Boolean']['input'];
};


export type MutationPostToBroadcastListArgs = {
  input: PostToBroadcastListInput;
};


export type MutationRemoveMemberArgs = {
  conversationId: Scalars['ID']['input'];
  userId: Scalars['ID']['input'];
};


export type MutationRemoveReactionArgs = {
  emoji: Scalars['String']['input'];
  messageId: Scalars['ID']['input'];
};


export type MutationSendMessageArgs = {
  input: SendMessageInput;
};


export type MutationSendTypingArgs = {
  conversationId: Scalars['ID']['input'];
};


export type MutationSetOwnerArgs = {
  conversationId: Scalars['ID']['input'];
  userId: Scalars['ID']['input'];
};


export type MutationSetTitleArgs = {
  conversationId: Scalars['ID']['input'];
  title?: InputMaybe<Scalars['String']['input']>;
};


export type MutationStartDirectArgs = {
  userId: Scalars['ID']['input'];
};


export type MutationStartGroupArgs = {
  input: StartGroupInput;
};


export type MutationUnblockUserArgs = {
  userId: Scalars['ID']['input'];
};


export type MutationUpdateBroadcastListArgs = {
  input: UpdateBroadcastListInput;
};

/** A nudge of B: it has no text. */
export type Nudge = {
  __typename?: 'Nudge';
  /** Always true; a type needs a field. */
  nudge: Scalars['Boolean']['output'];
};

/** Where a change was first written. */
export type Origin =
  /** In company A's own app. */
  | 'A'
  /** In company B's own app. */
  | 'B'
  /** Through this graph. */
  | 'GRAPH';

/** The owner handed the group to another member. */
export type OwnerChanged = LogEntry & {
  __typename?: 'OwnerChanged';
  /** The person who caused it, when known. */
  actor?: Maybe<User>;
  /** When it entered the log. */
  at: Scalars['DateTime']['output'];
  /** Its place as a cursor: resume after it. */
  cursor: Scalars['Cursor']['output'];
  /** Its place, gap-free from 1. */
  seq: Scalars['Int']['output'];
  /** Who owns the group now. */
  user: User;
};

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

/** A post to a broadcast list. */
export type PostToBroadcastListInput = {
  /** Markdown. */
  body: Scalars['String']['input'];
  /** The client's own id, as for sendMessage. */
  clientMessageId: Scalars['String']['input'];
  /** Which list. */
  listId: Scalars['ID']['input'];
};

export type Query = {
  __typename?: 'Query';
  /** People whom the viewer blocks. */
  blocked: Array<User>;
  /** The viewer's broadcast lists (people of company B). */
  broadcastLists: Array<BroadcastList>;
  /** One conversation of the viewer; null when there is none such for the viewer. */
  conversation?: Maybe<Conversation>;
  /** The viewer's conversations, newest activity first. */
  conversations: ConversationConnection;
  /** One message of a conversation of the viewer; null when there is none such for the viewer. */
  message?: Maybe<Message>;
  /** Messages of the viewer's conversations that have all the words, newest first. */
  searchMessages: MessageConnection;
};


export type QueryConversationArgs = {
  id: Scalars['ID']['input'];
};


export type QueryConversationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  archived?: InputMaybe<Scalars['Boolean']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryMessageArgs = {
  id: Scalars['ID']['input'];
};


export type QuerySearchMessagesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  conversationId?: InputMaybe<Scalars['ID']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  text: Scalars['String']['input'];
};

/** One emoji and who used it. */
export type Reaction = {
  __typename?: 'Reaction';
  /** How many used it. */
  count: Scalars['Int']['output'];
  /** The emoji, byte for byte. */
  emoji: Scalars['String']['output'];
  /** Whether the viewer did. */
  mine: Scalars['Boolean']['output'];
  /** Who, oldest first. */
  users: Array<User>;
};

/** A reaction was added. */
export type ReactionAdded = LogEntry & {
  __typename?: 'ReactionAdded';
  /** The person who caused it, when known. */
  actor?: Maybe<User>;
  /** When it entered the log. */
  at: Scalars['DateTime']['output'];
  /** Its place as a cursor: resume after it. */
  cursor: Scalars['Cursor']['output'];
  /** The emoji. */
  emoji: Scalars['String']['output'];
  /** The message with its reactions now. */
  message: Message;
  /** Its place, gap-free from 1. */
  seq: Scalars['Int']['output'];
  /** Whose reaction. */
  user: User;
};

/** A reaction was taken back. */
export type ReactionRemoved = LogEntry & {
  __typename?: 'ReactionRemoved';
  /** The person who caused it, when known. */
  actor?: Maybe<User>;
  /** When it entered the log. */
  at: Scalars['DateTime']['output'];
  /** Its place as a cursor: resume after it. */
  cursor: Scalars['Cursor']['output'];
  /** The emoji. */
  emoji: Scalars['String']['output'];
  /** The message with its reactions now. */
  message: Message;
  /** Its place, gap-free from 1. */
  seq: Scalars['Int']['output'];
  /** Whose reaction. */
  user: User;
};

/** A member has read further; at most one per member and second. */
export type ReadMoved = LogEntry & {
  __typename?: 'ReadMoved';
  /** The person who caused it, when known. */
  actor?: Maybe<User>;
  /** When it entered the log. */
  at: Scalars['DateTime']['output'];
  /** Its place as a cursor: resume after it. */
  cursor: Scalars['Cursor']['output'];
  /** Its place, gap-free from 1. */
  seq: Scalars['Int']['output'];
  /** The log seq up to which all is read. */
  upToSeq: Scalars['Int']['output'];
  /** Who. */
  user: User;
};

/** One recipient's receipt. */
export type Receipt = {
  __typename?: 'Receipt';
  /** When it was on the device. */
  deliveredAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it was read. */
  seenAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whose. */
  user: User;
};

/** Why a cursor cannot be honoured. */
export type ResyncReason =
  /** The log was rebuilt since. */
  | 'EPOCH'
  /** It lies beyond the log's end. */
  | 'FUTURE'
  /** It was not signed by us, or is for another conversation. */
  | 'INVALID'
  /** It is too far behind to be replayed; the bound is 10,000 events. */
  | 'TOO_FAR_BEHIND'
  /** What follows it is no longer kept. */
  | 'TRIMMED';

/** The cursor cannot be honoured: read the conversation anew and subscribe from its cursor. The last event of the stream. */
export type ResyncRequired = {
  __typename?: 'ResyncRequired';
  /** Why. */
  reason: ResyncReason;
};

/** A message that waits for its time. */
export type ScheduledMessage = {
  __typename?: 'ScheduledMessage';
  /** Markdown. */
  body: Scalars['String']['output'];
  /** The sender's own id for it. */
  clientMessageId: Scalars['String']['output'];
  /** Its id; the message has another one. */
  id: Scalars['ID']['output'];
  /** When it will be sent. */
  sendAt: Scalars['DateTime']['output'];
};

/** A message to send. Exactly one kind of content: text, attachments with a caption, sticker, nudge or voice. */
export type SendMessageInput = {
  /** Own uploads, at most 10. */
  attachmentIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Markdown, at most 8,000 code points; may be empty with attachments. */
  body?: InputMaybe<Scalars['String']['input']>;
  /** The client's own id, 1 to 64 visible ASCII characters, unique per conversation and sender for ever. */
  clientMessageId: Scalars['String']['input'];
  /** Where. */
  conversationId: Scalars['ID']['input'];
  /** Delete it this many seconds after it was read, 1 to 604,800. */
  expiresAfterSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** A nudge of B. */
  nudge?: InputMaybe<Scalars['Boolean']['input']>;
  /** The message it answers. */
  replyToId?: InputMaybe<Scalars['ID']['input']>;
  /** Send it at this time, at most 30 days ahead. */
  sendAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** A sticker of B: `pack/number`. */
  sticker?: InputMaybe<Scalars['String']['input']>;
  /** The thread it belongs to. */
  threadRootId?: InputMaybe<Scalars['ID']['input']>;
  /** Whether the one attachment is a voice message. */
  voice?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What became of a message to send. */
export type SendMessagePayload = {
  __typename?: 'SendMessagePayload';
  /** The accepted message; null while it waits for its time. */
  message?: Maybe<Message>;
  /** The message that waits; null when it was accepted at once. */
  scheduled?: Maybe<ScheduledMessage>;
};

/** Who is in the group and what it is called. */
export type StartGroupInput = {
  /** The client's id for this wish: the same one again gives the same group. */
  clientConversationId?: InputMaybe<Scalars['String']['input']>;
  /** The others, 0 to 499. */
  memberIds: Array<Scalars['ID']['input']>;
  /** 1 to 120 characters, or none. */
  title?: InputMaybe<Scalars['String']['input']>;
};

/** A sticker of B. */
export type Sticker = {
  __typename?: 'Sticker';
  /** Pack and number, as B has it: `pack/number`. */
  code: Scalars['String']['output'];
};

export type Subscription = {
  __typename?: 'Subscription';
  /**
   * The log of a conversation after a cursor, then `CaughtUp`, then live: no gap, no repeat, in order. Without a cursor: from the log's
   * end now. A cursor that cannot be honoured gets `ResyncRequired` and the stream ends.
   */
  conversationEvents: ConversationEvent;
  /** The newest state of each of the viewer's conversations, whenever it changes: state, not log; repeats are harmless. */
  inbox: InboxUpdate;
  /** Who is typing in a conversation; lossy, lapses by itself. */
  typing: TypingEvent;
};


export type SubscriptionConversationEventsArgs = {
  after?: InputMaybe<Scalars['Cursor']['input']>;
  conversationId: Scalars['ID']['input'];
};


export type SubscriptionTypingArgs = {
  conversationId: Scalars['ID']['input'];
};

/** What a system line can tell. */
export type SystemAction =
  /** A member came. */
  | 'MEMBER_ADDED'
  /** A member left. */
  | 'MEMBER_LEFT'
  /** A member was removed. */
  | 'MEMBER_REMOVED'
  /** The title changed. */
  | 'TITLE_CHANGED';

/** What a system line tells. */
export type SystemLine = {
  __typename?: 'SystemLine';
  /** What happened. */
  action: SystemAction;
  /** Who did it. */
  actor?: Maybe<User>;
  /** The new title. */
  title?: Maybe<Scalars['String']['output']>;
  /** To whom. */
  user?: Maybe<User>;
};

/** The group has a new title. */
export type TitleChanged = LogEntry & {
  __typename?: 'TitleChanged';
  /** The person who caused it, when known. */
  actor?: Maybe<User>;
  /** When it entered the log. */
  at: Scalars['DateTime']['output'];
  /** Its place as a cursor: resume after it. */
  cursor: Scalars['Cursor']['output'];
  /** Its place, gap-free from 1. */
  seq: Scalars['Int']['output'];
  /** The title now. */
  title?: Maybe<Scalars['String']['output']>;
};

/** Somebody types, or has stopped. */
export type TypingEvent = {
  __typename?: 'TypingEvent';
  /** When it lapses; a moment in the past: stopped. */
  until: Scalars['DateTime']['output'];
  /** Who. */
  user: User;
};

/** What to change of a broadcast list. */
export type UpdateBroadcastListInput = {
  /** Whom to add. */
  addUserIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  /** Which list. */
  id: Scalars['ID']['input'];
  /** A new name, 1 to 60 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Whom to remove. */
  removeUserIds?: InputMaybe<Array<Scalars['ID']['input']>>;
};

/** A person, as the users subgraph knows it; here with what concerns conversations. */
export type User = {
  __typename?: 'User';
  /** The person's conversations, newest activity first. Only the viewer's own: FORBIDDEN for anybody else's. */
  conversations: ConversationConnection;
  /** The person's id. */
  id: Scalars['ID']['output'];
};


/** A person, as the users subgraph knows it; here with what concerns conversations. */
export type UserConversationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A voice message: its audio is the first attachment. */
export type Voice = {
  __typename?: 'Voice';
  /** Always true; a type needs a field. */
  voice: Scalars['Boolean']['output'];
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
  BroadcastList: BroadcastList;
  Conversation: Conversation;
  Message: Message;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  BroadcastList:
    ( { __typename: 'BroadcastList' }
    & GraphQLRecursivePick<FederationTypes['BroadcastList'], {"id":true}> );
  Conversation:
    ( { __typename: 'Conversation' }
    & GraphQLRecursivePick<FederationTypes['Conversation'], {"id":true}> );
  Message:
    ( { __typename: 'Message' }
    & GraphQLRecursivePick<FederationTypes['Message'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  ConversationEvent:
    | ( CaughtUp )
    | ( Omit<ConversationCreated, 'actor' | 'conversation'> & { actor?: Maybe<_RefType['User']>, conversation: _RefType['Conversation'] } )
    | ( Omit<DeliveryChanged, 'message'> & { message: _RefType['Message'] } )
    | ( Omit<MemberAdded, 'actor' | 'user'> & { actor?: Maybe<_RefType['User']>, user: _RefType['User'] } )
    | ( Omit<MemberRemoved, 'actor' | 'newOwner' | 'user'> & { actor?: Maybe<_RefType['User']>, newOwner?: Maybe<_RefType['User']>, user: _RefType['User'] } )
    | ( Omit<MessageCreated, 'actor' | 'message'> & { actor?: Maybe<_RefType['User']>, message: _RefType['Message'] } )
    | ( Omit<MessageDeleted, 'actor' | 'message'> & { actor?: Maybe<_RefType['User']>, message: _RefType['Message'] } )
    | ( Omit<MessageEdited, 'actor' | 'message'> & { actor?: Maybe<_RefType['User']>, message: _RefType['Message'] } )
    | ( Omit<MessagePinned, 'actor' | 'message'> & { actor?: Maybe<_RefType['User']>, message: _RefType['Message'] } )
    | ( Omit<OwnerChanged, 'actor' | 'user'> & { actor?: Maybe<_RefType['User']>, user: _RefType['User'] } )
    | ( Omit<ReactionAdded, 'actor' | 'message' | 'user'> & { actor?: Maybe<_RefType['User']>, message: _RefType['Message'], user: _RefType['User'] } )
    | ( Omit<ReactionRemoved, 'actor' | 'message' | 'user'> & { actor?: Maybe<_RefType['User']>, message: _RefType['Message'], user: _RefType['User'] } )
    | ( Omit<ReadMoved, 'actor' | 'user'> & { actor?: Maybe<_RefType['User']>, user: _RefType['User'] } )
    | ( ResyncRequired )
    | ( Omit<TitleChanged, 'actor'> & { actor?: Maybe<_RefType['User']> } )
  ;
  MessageExtension:
    | ( Expiring )
    | ( Nudge )
    | ( Sticker )
    | ( Voice )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  LogEntry:
    | ( Omit<ConversationCreated, 'actor' | 'conversation'> & { actor?: Maybe<_RefType['User']>, conversation: _RefType['Conversation'] } )
    | ( Omit<MemberAdded, 'actor' | 'user'> & { actor?: Maybe<_RefType['User']>, user: _RefType['User'] } )
    | ( Omit<MemberRemoved, 'actor' | 'newOwner' | 'user'> & { actor?: Maybe<_RefType['User']>, newOwner?: Maybe<_RefType['User']>, user: _RefType['User'] } )
    | ( Omit<MessageCreated, 'actor' | 'message'> & { actor?: Maybe<_RefType['User']>, message: _RefType['Message'] } )
    | ( Omit<MessageDeleted, 'actor' | 'message'> & { actor?: Maybe<_RefType['User']>, message: _RefType['Message'] } )
    | ( Omit<MessageEdited, 'actor' | 'message'> & { actor?: Maybe<_RefType['User']>, message: _RefType['Message'] } )
    | ( Omit<MessagePinned, 'actor' | 'message'> & { actor?: Maybe<_RefType['User']>, message: _RefType['Message'] } )
    | ( Omit<OwnerChanged, 'actor' | 'user'> & { actor?: Maybe<_RefType['User']>, user: _RefType['User'] } )
    | ( Omit<ReactionAdded, 'actor' | 'message' | 'user'> & { actor?: Maybe<_RefType['User']>, message: _RefType['Message'], user: _RefType['User'] } )
    | ( Omit<ReactionRemoved, 'actor' | 'message' | 'user'> & { actor?: Maybe<_RefType['User']>, message: _RefType['Message'], user: _RefType['User'] } )
    | ( Omit<ReadMoved, 'actor' | 'user'> & { actor?: Maybe<_RefType['User']>, user: _RefType['User'] } )
    | ( Omit<TitleChanged, 'actor'> & { actor?: Maybe<_RefType['User']> } )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Attachment: ResolverTypeWrapper<Attachment>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  AttachmentState: AttachmentState;
  BroadcastCopy: ResolverTypeWrapper<Omit<BroadcastCopy, 'list'> & { list?: Maybe<ResolversTypes['BroadcastList']> }>;
  BroadcastList: ResolverTypeWrapper<Omit<BroadcastList, 'members' | 'posts'> & { members: Array<ResolversTypes['User']>, posts: Array<ResolversTypes['BroadcastPost']> }>;
  BroadcastPost: ResolverTypeWrapper<Omit<BroadcastPost, 'copies' | 'skipped'> & { copies: Array<ResolversTypes['Message']>, skipped: Array<ResolversTypes['User']> }>;
  CaughtUp: ResolverTypeWrapper<CaughtUp>;
  Company: Company;
  Conversation: ResolverTypeWrapper<Omit<Conversation, 'lastMessage' | 'messages' | 'pinned'> & { lastMessage?: Maybe<ResolversTypes['Message']>, messages: ResolversTypes['MessageConnection'], pinned: Array<ResolversTypes['Message']> }>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  ConversationConnection: ResolverTypeWrapper<Omit<ConversationConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['ConversationEdge']>, nodes: Array<ResolversTypes['Conversation']> }>;
  ConversationCreated: ResolverTypeWrapper<Omit<ConversationCreated, 'actor' | 'conversation'> & { actor?: Maybe<ResolversTypes['User']>, conversation: ResolversTypes['Conversation'] }>;
  ConversationEdge: ResolverTypeWrapper<Omit<ConversationEdge, 'node'> & { node: ResolversTypes['Conversation'] }>;
  ConversationEvent: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ConversationEvent']>;
  ConversationKind: ConversationKind;
  ConversationReadiness: ConversationReadiness;
  CreateUploadInput: CreateUploadInput;
  CreateUploadPayload: ResolverTypeWrapper<Omit<CreateUploadPayload, 'attachment'> & { attachment: ResolversTypes['Attachment'] }>;
  Cursor: ResolverTypeWrapper<Scalars['Cursor']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Delivery: ResolverTypeWrapper<Delivery>;
  DeliveryChanged: ResolverTypeWrapper<Omit<DeliveryChanged, 'message'> & { message: ResolversTypes['Message'] }>;
  DeliveryState: DeliveryState;
  EditMessageInput: EditMessageInput;
  Expiring: ResolverTypeWrapper<Expiring>;
  Fidelity: ResolverTypeWrapper<Fidelity>;
  FidelityLeg: FidelityLeg;
  FidelityLevel: FidelityLevel;
  FidelityNote: ResolverTypeWrapper<FidelityNote>;
  Hop: ResolverTypeWrapper<Hop>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  HopName: HopName;
  Identity: ResolverTypeWrapper<Identity>;
  InboxUpdate: ResolverTypeWrapper<Omit<InboxUpdate, 'conversation'> & { conversation?: Maybe<ResolversTypes['Conversation']> }>;
  LogEntry: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['LogEntry']>;
  Member: ResolverTypeWrapper<Omit<Member, 'user'> & { user: ResolversTypes['User'] }>;
  MemberAdded: ResolverTypeWrapper<Omit<MemberAdded, 'actor' | 'user'> & { actor?: Maybe<ResolversTypes['User']>, user: ResolversTypes['User'] }>;
  MemberConnection: ResolverTypeWrapper<MemberConnection>;
  MemberEdge: ResolverTypeWrapper<MemberEdge>;
  MemberRemoved: ResolverTypeWrapper<Omit<MemberRemoved, 'actor' | 'newOwner' | 'user'> & { actor?: Maybe<ResolversTypes['User']>, newOwner?: Maybe<ResolversTypes['User']>, user: ResolversTypes['User'] }>;
  MemberRole: MemberRole;
  Message: ResolverTypeWrapper<Omit<Message, 'attachments' | 'conversation' | 'deletedBy' | 'extension' | 'replyTo' | 'sender' | 'threadRoot'> & { attachments: Array<ResolversTypes['Attachment']>, conversation: ResolversTypes['Conversation'], deletedBy?: Maybe<ResolversTypes['User']>, extension?: Maybe<ResolversTypes['MessageExtension']>, replyTo?: Maybe<ResolversTypes['Message']>, sender?: Maybe<ResolversTypes['User']>, threadRoot?: Maybe<ResolversTypes['Message']> }>;
  MessageConnection: ResolverTypeWrapper<Omit<MessageConnection, 'edges' | 'nodes'> & { edges: Array<ResolversTypes['MessageEdge']>, nodes: Array<ResolversTypes['Message']> }>;
  MessageCreated: ResolverTypeWrapper<Omit<MessageCreated, 'actor' | 'message'> & { actor?: Maybe<ResolversTypes['User']>, message: ResolversTypes['Message'] }>;
  MessageDeleted: ResolverTypeWrapper<Omit<MessageDeleted, 'actor' | 'message'> & { actor?: Maybe<ResolversTypes['User']>, message: ResolversTypes['Message'] }>;
  MessageEdge: ResolverTypeWrapper<Omit<MessageEdge, 'node'> & { node: ResolversTypes['Message'] }>;
  MessageEdited: ResolverTypeWrapper<Omit<MessageEdited, 'actor' | 'message'> & { actor?: Maybe<ResolversTypes['User']>, message: ResolversTypes['Message'] }>;
  MessageExtension: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['MessageExtension']>;
  MessageKind: MessageKind;
  MessagePinned: ResolverTypeWrapper<Omit<MessagePinned, 'actor' | 'message'> & { actor?: Maybe<ResolversTypes['User']>, message: ResolversTypes['Message'] }>;
  MessageRevision: ResolverTypeWrapper<MessageRevision>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Nudge: ResolverTypeWrapper<Nudge>;
  Origin: Origin;
  OwnerChanged: ResolverTypeWrapper<Omit<OwnerChanged, 'actor' | 'user'> & { actor?: Maybe<ResolversTypes['User']>, user: ResolversTypes['User'] }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PostToBroadcastListInput: PostToBroadcastListInput;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Reaction: ResolverTypeWrapper<Omit<Reaction, 'users'> & { users: Array<ResolversTypes['User']> }>;
  ReactionAdded: ResolverTypeWrapper<Omit<ReactionAdded, 'actor' | 'message' | 'user'> & { actor?: Maybe<ResolversTypes['User']>, message: ResolversTypes['Message'], user: ResolversTypes['User'] }>;
  ReactionRemoved: ResolverTypeWrapper<Omit<ReactionRemoved, 'actor' | 'message' | 'user'> & { actor?: Maybe<ResolversTypes['User']>, message: ResolversTypes['Message'], user: ResolversTypes['User'] }>;
  ReadMoved: ResolverTypeWrapper<Omit<ReadMoved, 'actor' | 'user'> & { actor?: Maybe<ResolversTypes['User']>, user: ResolversTypes['User'] }>;
  Receipt: ResolverTypeWrapper<Omit<Receipt, 'user'> & { user: ResolversTypes['User'] }>;
  ResyncReason: ResyncReason;
  ResyncRequired: ResolverTypeWrapper<ResyncRequired>;
  ScheduledMessage: ResolverTypeWrapper<ScheduledMessage>;
  SendMessageInput: SendMessageInput;
  SendMessagePayload: ResolverTypeWrapper<Omit<SendMessagePayload, 'message'> & { message?: Maybe<ResolversTypes['Message']> }>;
  StartGroupInput: StartGroupInput;
  Sticker: ResolverTypeWrapper<Sticker>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SystemAction: SystemAction;
  SystemLine: ResolverTypeWrapper<Omit<SystemLine, 'actor' | 'user'> & { actor?: Maybe<ResolversTypes['User']>, user?: Maybe<ResolversTypes['User']> }>;
  TitleChanged: ResolverTypeWrapper<Omit<TitleChanged, 'actor'> & { actor?: Maybe<ResolversTypes['User']> }>;
  TypingEvent: ResolverTypeWrapper<Omit<TypingEvent, 'user'> & { user: ResolversTypes['User'] }>;
  URL: ResolverTypeWrapper<Scalars['URL']['output']>;
  UpdateBroadcastListInput: UpdateBroadcastListInput;
  User: ResolverTypeWrapper<Omit<User, 'conversations'> & { conversations: ResolversTypes['ConversationConnection'] }>;
  Voice: ResolverTypeWrapper<Voice>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Attachment: Attachment;
  String: Scalars['String']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  BroadcastCopy: Omit<BroadcastCopy, 'list'> & { list?: Maybe<ResolversParentTypes['BroadcastList']> };
  BroadcastList: Omit<BroadcastList, 'members' | 'posts'> & { members: Array<ResolversParentTypes['User']>, posts: Array<ResolversParentTypes['BroadcastPost']> } | FederationReferenceTypes['BroadcastList'];
  BroadcastPost: Omit<BroadcastPost, 'copies' | 'skipped'> & { copies: Array<ResolversParentTypes['Message']>, skipped: Array<ResolversParentTypes['User']> };
  CaughtUp: CaughtUp;
  Conversation: Omit<Conversation, 'lastMessage' | 'messages' | 'pinned'> & { lastMessage?: Maybe<ResolversParentTypes['Message']>, messages: ResolversParentTypes['MessageConnection'], pinned: Array<ResolversParentTypes['Message']> } | FederationReferenceTypes['Conversation'];
  Boolean: Scalars['Boolean']['output'];
  ConversationConnection: Omit<ConversationConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['ConversationEdge']>, nodes: Array<ResolversParentTypes['Conversation']> };
  ConversationCreated: Omit<ConversationCreated, 'actor' | 'conversation'> & { actor?: Maybe<ResolversParentTypes['User']>, conversation: ResolversParentTypes['Conversation'] };
  ConversationEdge: Omit<ConversationEdge, 'node'> & { node: ResolversParentTypes['Conversation'] };
  ConversationEvent: ResolversUnionTypes<ResolversParentTypes>['ConversationEvent'];
  CreateUploadInput: CreateUploadInput;
  CreateUploadPayload: Omit<CreateUploadPayload, 'attachment'> & { attachment: ResolversParentTypes['Attachment'] };
  Cursor: Scalars['Cursor']['output'];
  DateTime: Scalars['DateTime']['output'];
  Delivery: Delivery;
  DeliveryChanged: Omit<DeliveryChanged, 'message'> & { message: ResolversParentTypes['Message'] };
  EditMessageInput: EditMessageInput;
  Expiring: Expiring;
  Fidelity: Fidelity;
  FidelityNote: FidelityNote;
  Hop: Hop;
  Float: Scalars['Float']['output'];
  Identity: Identity;
  InboxUpdate: Omit<InboxUpdate, 'conversation'> & { conversation?: Maybe<ResolversParentTypes['Conversation']> };
  LogEntry: ResolversInterfaceTypes<ResolversParentTypes>['LogEntry'];
  Member: Omit<Member, 'user'> & { user: ResolversParentTypes['User'] };
  MemberAdded: Omit<MemberAdded, 'actor' | 'user'> & { actor?: Maybe<ResolversParentTypes['User']>, user: ResolversParentTypes['User'] };
  MemberConnection: MemberConnection;
  MemberEdge: MemberEdge;
  MemberRemoved: Omit<MemberRemoved, 'actor' | 'newOwner' | 'user'> & { actor?: Maybe<ResolversParentTypes['User']>, newOwner?: Maybe<ResolversParentTypes['User']>, user: ResolversParentTypes['User'] };
  Message: Omit<Message, 'attachments' | 'conversation' | 'deletedBy' | 'extension' | 'replyTo' | 'sender' | 'threadRoot'> & { attachments: Array<ResolversParentTypes['Attachment']>, conversation: ResolversParentTypes['Conversation'], deletedBy?: Maybe<ResolversParentTypes['User']>, extension?: Maybe<ResolversParentTypes['MessageExtension']>, replyTo?: Maybe<ResolversParentTypes['Message']>, sender?: Maybe<ResolversParentTypes['User']>, threadRoot?: Maybe<ResolversParentTypes['Message']> } | FederationReferenceTypes['Message'];
  MessageConnection: Omit<MessageConnection, 'edges' | 'nodes'> & { edges: Array<ResolversParentTypes['MessageEdge']>, nodes: Array<ResolversParentTypes['Message']> };
  MessageCreated: Omit<MessageCreated, 'actor' | 'message'> & { actor?: Maybe<ResolversParentTypes['User']>, message: ResolversParentTypes['Message'] };
  MessageDeleted: Omit<MessageDeleted, 'actor' | 'message'> & { actor?: Maybe<ResolversParentTypes['User']>, message: ResolversParentTypes['Message'] };
  MessageEdge: Omit<MessageEdge, 'node'> & { node: ResolversParentTypes['Message'] };
  MessageEdited: Omit<MessageEdited, 'actor' | 'message'> & { actor?: Maybe<ResolversParentTypes['User']>, message: ResolversParentTypes['Message'] };
  MessageExtension: ResolversUnionTypes<ResolversParentTypes>['MessageExtension'];
  MessagePinned: Omit<MessagePinned, 'actor' | 'message'> & { actor?: Maybe<ResolversParentTypes['User']>, message: ResolversParentTypes['Message'] };
  MessageRevision: MessageRevision;
  Mutation: Record<PropertyKey, never>;
  Nudge: Nudge;
  OwnerChanged: Omit<OwnerChanged, 'actor' | 'user'> & { actor?: Maybe<ResolversParentTypes['User']>, user: ResolversParentTypes['User'] };
  PageInfo: PageInfo;
  PostToBroadcastListInput: PostToBroadcastListInput;
  Query: Record<PropertyKey, never>;
  Reaction: Omit<Reaction, 'users'> & { users: Array<ResolversParentTypes['User']> };
  ReactionAdded: Omit<ReactionAdded, 'actor' | 'message' | 'user'> & { actor?: Maybe<ResolversParentTypes['User']>, message: ResolversParentTypes['Message'], user: ResolversParentTypes['User'] };
  ReactionRemoved: Omit<ReactionRemoved, 'actor' | 'message' | 'user'> & { actor?: Maybe<ResolversParentTypes['User']>, message: ResolversParentTypes['Message'], user: ResolversParentTypes['User'] };
  ReadMoved: Omit<ReadMoved, 'actor' | 'user'> & { actor?: Maybe<ResolversParentTypes['User']>, user: ResolversParentTypes['User'] };
  Receipt: Omit<Receipt, 'user'> & { user: ResolversParentTypes['User'] };
  ResyncRequired: ResyncRequired;
  ScheduledMessage: ScheduledMessage;
  SendMessageInput: SendMessageInput;
  SendMessagePayload: Omit<SendMessagePayload, 'message'> & { message?: Maybe<ResolversParentTypes['Message']> };
  StartGroupInput: StartGroupInput;
  Sticker: Sticker;
  Subscription: Record<PropertyKey, never>;
  SystemLine: Omit<SystemLine, 'actor' | 'user'> & { actor?: Maybe<ResolversParentTypes['User']>, user?: Maybe<ResolversParentTypes['User']> };
  TitleChanged: Omit<TitleChanged, 'actor'> & { actor?: Maybe<ResolversParentTypes['User']> };
  TypingEvent: Omit<TypingEvent, 'user'> & { user: ResolversParentTypes['User'] };
  URL: Scalars['URL']['output'];
  UpdateBroadcastListInput: UpdateBroadcastListInput;
  User: Omit<User, 'conversations'> & { conversations: ResolversParentTypes['ConversationConnection'] } | FederationReferenceTypes['User'];
  Voice: Voice;
};

export type AttachmentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Attachment'] = ResolversParentTypes['Attachment']> = {
  contentType?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  filename?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  sha256?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sizeBytes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['AttachmentState'], ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
};

export type BroadcastCopyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BroadcastCopy'] = ResolversParentTypes['BroadcastCopy']> = {
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  list?: Resolver<Maybe<ResolversTypes['BroadcastList']>, ParentType, ContextType>;
};

export type BroadcastListResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BroadcastList'] = ResolversParentTypes['BroadcastList'], FederationReferenceType extends FederationReferenceTypes['BroadcastList'] = FederationReferenceTypes['BroadcastList']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['BroadcastList']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  members?: Resolver<Array<ResolversTypes['User']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  posts?: Resolver<Array<ResolversTypes['BroadcastPost']>, ParentType, ContextType, RequireFields<BroadcastListPostsArgs, 'first'>>;
};

export type BroadcastPostResolvers<ContextType = Context, ParentType extends ResolversParentTypes['BroadcastPost'] = ResolversParentTypes['BroadcastPost']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  copies?: Resolver<Array<ResolversTypes['Message']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  skipped?: Resolver<Array<ResolversTypes['User']>, ParentType, ContextType>;
};

export type CaughtUpResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CaughtUp'] = ResolversParentTypes['CaughtUp']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConversationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Conversation'] = ResolversParentTypes['Conversation'], FederationReferenceType extends FederationReferenceTypes['Conversation'] = FederationReferenceTypes['Conversation']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Conversation']> | FederationReferenceType, FederationReferenceType, ContextType>;
  archived?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  archivedOnB?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  blockedByMe?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  companies?: Resolver<Array<ResolversTypes['Company']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ConversationKind'], ParentType, ContextType>;
  lastActivityAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastMessage?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
  me?: Resolver<ResolversTypes['Member'], ParentType, ContextType>;
  memberCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  members?: Resolver<ResolversTypes['MemberConnection'], ParentType, ContextType, RequireFields<ConversationMembersArgs, 'first'>>;
  messages?: Resolver<ResolversTypes['MessageConnection'], ParentType, ContextType, Partial<ConversationMessagesArgs>>;
  mutedUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  peer?: Resolver<Maybe<ResolversTypes['Member']>, ParentType, ContextType>;
  pinned?: Resolver<Array<ResolversTypes['Message']>, ParentType, ContextType>;
  readiness?: Resolver<ResolversTypes['ConversationReadiness'], ParentType, ContextType>;
  scheduled?: Resolver<Array<ResolversTypes['ScheduledMessage']>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  unreadCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ConversationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConversationConnection'] = ResolversParentTypes['ConversationConnection']> = {
  edges?: Resolver<Array<ResolversTypes['ConversationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Conversation']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ConversationCreatedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConversationCreated'] = ResolversParentTypes['ConversationCreated']> = {
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  conversation?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConversationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConversationEdge'] = ResolversParentTypes['ConversationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType>;
};

export type ConversationEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConversationEvent'] = ResolversParentTypes['ConversationEvent']> = {
  __resolveType?: TypeResolveFn<'CaughtUp' | 'ConversationCreated' | 'DeliveryChanged' | 'MemberAdded' | 'MemberRemoved' | 'MessageCreated' | 'MessageDeleted' | 'MessageEdited' | 'MessagePinned' | 'OwnerChanged' | 'ReactionAdded' | 'ReactionRemoved' | 'ReadMoved' | 'ResyncRequired' | 'TitleChanged', ParentType, ContextType>;
};

export type CreateUploadPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateUploadPayload'] = ResolversParentTypes['CreateUploadPayload']> = {
  attachment?: Resolver<ResolversTypes['Attachment'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  uploadUrl?: Resolver<ResolversTypes['URL'], ParentType, ContextType>;
};

export interface CursorScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Cursor'], any> {
  name: 'Cursor';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeliveryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Delivery'] = ResolversParentTypes['Delivery']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  company?: Resolver<ResolversTypes['Company'], ParentType, ContextType>;
  hops?: Resolver<Array<ResolversTypes['Hop']>, ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['DeliveryState'], ParentType, ContextType>;
};

export type DeliveryChangedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeliveryChanged'] = ResolversParentTypes['DeliveryChanged']> = {
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ExpiringResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Expiring'] = ResolversParentTypes['Expiring']> = {
  seconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FidelityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Fidelity'] = ResolversParentTypes['Fidelity']> = {
  level?: Resolver<ResolversTypes['FidelityLevel'], ParentType, ContextType>;
  notes?: Resolver<Array<ResolversTypes['FidelityNote']>, ParentType, ContextType>;
};

export type FidelityNoteResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FidelityNote'] = ResolversParentTypes['FidelityNote']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  detail?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  leg?: Resolver<ResolversTypes['FidelityLeg'], ParentType, ContextType>;
};

export type HopResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Hop'] = ResolversParentTypes['Hop']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  ms?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['HopName'], ParentType, ContextType>;
};

export type IdentityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Identity'] = ResolversParentTypes['Identity']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type InboxUpdateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InboxUpdate'] = ResolversParentTypes['InboxUpdate']> = {
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>;
  conversationId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type LogEntryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LogEntry'] = ResolversParentTypes['LogEntry']> = {
  __resolveType?: TypeResolveFn<'ConversationCreated' | 'MemberAdded' | 'MemberRemoved' | 'MessageCreated' | 'MessageDeleted' | 'MessageEdited' | 'MessagePinned' | 'OwnerChanged' | 'ReactionAdded' | 'ReactionRemoved' | 'ReadMoved' | 'TitleChanged', ParentType, ContextType>;
};

export type MemberResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Member'] = ResolversParentTypes['Member']> = {
  identity?: Resolver<ResolversTypes['Identity'], ParentType, ContextType>;
  joinedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  readAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  readSeq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['MemberRole'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type MemberAddedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemberAdded'] = ResolversParentTypes['MemberAdded']> = {
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['MemberRole'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MemberConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemberConnection'] = ResolversParentTypes['MemberConnection']> = {
  edges?: Resolver<Array<ResolversTypes['MemberEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Member']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MemberEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemberEdge'] = ResolversParentTypes['MemberEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Member'], ParentType, ContextType>;
};

export type MemberRemovedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemberRemoved'] = ResolversParentTypes['MemberRemoved']> = {
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  left?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  newOwner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MessageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Message'] = ResolversParentTypes['Message'], FederationReferenceType extends FederationReferenceTypes['Message'] = FederationReferenceTypes['Message']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Message']> | FederationReferenceType, FederationReferenceType, ContextType>;
  acceptedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  attachments?: Resolver<Array<ResolversTypes['Attachment']>, ParentType, ContextType>;
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  broadcast?: Resolver<Maybe<ResolversTypes['BroadcastCopy']>, ParentType, ContextType>;
  clientMessageId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  conversation?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  deletedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  deletedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  deliveries?: Resolver<Array<ResolversTypes['Delivery']>, ParentType, ContextType>;
  editedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  extension?: Resolver<Maybe<ResolversTypes['MessageExtension']>, ParentType, ContextType>;
  fidelity?: Resolver<ResolversTypes['Fidelity'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isMine?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['MessageKind'], ParentType, ContextType>;
  origin?: Resolver<ResolversTypes['Origin'], ParentType, ContextType>;
  pinned?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  reactions?: Resolver<Array<ResolversTypes['Reaction']>, ParentType, ContextType>;
  receipts?: Resolver<Array<ResolversTypes['Receipt']>, ParentType, ContextType>;
  replyTo?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
  revision?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  revisions?: Resolver<Array<ResolversTypes['MessageRevision']>, ParentType, ContextType>;
  sender?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  senderIdentity?: Resolver<Maybe<ResolversTypes['Identity']>, ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sourceAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  system?: Resolver<Maybe<ResolversTypes['SystemLine']>, ParentType, ContextType>;
  threadRoot?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
};

export type MessageConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MessageConnection'] = ResolversParentTypes['MessageConnection']> = {
  edges?: Resolver<Array<ResolversTypes['MessageEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Message']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MessageCreatedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MessageCreated'] = ResolversParentTypes['MessageCreated']> = {
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MessageDeletedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MessageDeleted'] = ResolversParentTypes['MessageDeleted']> = {
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MessageEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MessageEdge'] = ResolversParentTypes['MessageEdge']> = {
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
};

export type MessageEditedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MessageEdited'] = ResolversParentTypes['MessageEdited']> = {
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MessageExtensionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MessageExtension'] = ResolversParentTypes['MessageExtension']> = {
  __resolveType?: TypeResolveFn<'Expiring' | 'Nudge' | 'Sticker' | 'Voice', ParentType, ContextType>;
};

export type MessagePinnedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MessagePinned'] = ResolversParentTypes['MessagePinned']> = {
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MessageRevisionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MessageRevision'] = ResolversParentTypes['MessageRevision']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  revision?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addMembers?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType, RequireFields<MutationAddMembersArgs, 'conversationId' | 'userIds'>>;
  addReaction?: Resolver<ResolversTypes['Message'], ParentType, ContextType, RequireFields<MutationAddReactionArgs, 'emoji' | 'messageId'>>;
  archiveConversation?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType, RequireFields<MutationArchiveConversationArgs, 'archived' | 'conversationId'>>;
  blockUser?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationBlockUserArgs, 'userId'>>;
  cancelScheduled?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationCancelScheduledArgs, 'id'>>;
  createBroadcastList?: Resolver<ResolversTypes['BroadcastList'], ParentType, ContextType, RequireFields<MutationCreateBroadcastListArgs, 'name' | 'userIds'>>;
  createUpload?: Resolver<ResolversTypes['CreateUploadPayload'], ParentType, ContextType, RequireFields<MutationCreateUploadArgs, 'input'>>;
  deleteMessage?: Resolver<ResolversTypes['Message'], ParentType, ContextType, RequireFields<MutationDeleteMessageArgs, 'id'>>;
  dropBroadcastList?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationDropBroadcastListArgs, 'id'>>;
  editMessage?: Resolver<ResolversTypes['Message'], ParentType, ContextType, RequireFields<MutationEditMessageArgs, 'input'>>;
  hideMessage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationHideMessageArgs, 'id'>>;
  leaveConversation?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationLeaveConversationArgs, 'conversationId'>>;
  markRead?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType, RequireFields<MutationMarkReadArgs, 'conversationId' | 'upToSeq'>>;
  muteConversation?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType, RequireFields<MutationMuteConversationArgs, 'conversationId'>>;
  pinMessage?: Resolver<ResolversTypes['Message'], ParentType, ContextType, RequireFields<MutationPinMessageArgs, 'id' | 'pinned'>>;
  postToBroadcastList?: Resolver<ResolversTypes['BroadcastPost'], ParentType, ContextType, RequireFields<MutationPostToBroadcastListArgs, 'input'>>;
  removeMember?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType, RequireFields<MutationRemoveMemberArgs, 'conversationId' | 'userId'>>;
  removeReaction?: Resolver<ResolversTypes['Message'], ParentType, ContextType, RequireFields<MutationRemoveReactionArgs, 'emoji' | 'messageId'>>;
  sendMessage?: Resolver<ResolversTypes['SendMessagePayload'], ParentType, ContextType, RequireFields<MutationSendMessageArgs, 'input'>>;
  sendTyping?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationSendTypingArgs, 'conversationId'>>;
  setOwner?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType, RequireFields<MutationSetOwnerArgs, 'conversationId' | 'userId'>>;
  setTitle?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType, RequireFields<MutationSetTitleArgs, 'conversationId'>>;
  startDirect?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType, RequireFields<MutationStartDirectArgs, 'userId'>>;
  startGroup?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType, RequireFields<MutationStartGroupArgs, 'input'>>;
  unblockUser?: Resolver<ResolversTypes['User'], ParentType, ContextType, RequireFields<MutationUnblockUserArgs, 'userId'>>;
  updateBroadcastList?: Resolver<ResolversTypes['BroadcastList'], ParentType, ContextType, RequireFields<MutationUpdateBroadcastListArgs, 'input'>>;
};

export type NudgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Nudge'] = ResolversParentTypes['Nudge']> = {
  nudge?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OwnerChangedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OwnerChanged'] = ResolversParentTypes['OwnerChanged']> = {
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  blocked?: Resolver<Array<ResolversTypes['User']>, ParentType, ContextType>;
  broadcastLists?: Resolver<Array<ResolversTypes['BroadcastList']>, ParentType, ContextType>;
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType, RequireFields<QueryConversationArgs, 'id'>>;
  conversations?: Resolver<ResolversTypes['ConversationConnection'], ParentType, ContextType, RequireFields<QueryConversationsArgs, 'archived' | 'first'>>;
  message?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType, RequireFields<QueryMessageArgs, 'id'>>;
  searchMessages?: Resolver<ResolversTypes['MessageConnection'], ParentType, ContextType, RequireFields<QuerySearchMessagesArgs, 'first' | 'text'>>;
};

export type ReactionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Reaction'] = ResolversParentTypes['Reaction']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  emoji?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  mine?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  users?: Resolver<Array<ResolversTypes['User']>, ParentType, ContextType>;
};

export type ReactionAddedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReactionAdded'] = ResolversParentTypes['ReactionAdded']> = {
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  emoji?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReactionRemovedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReactionRemoved'] = ResolversParentTypes['ReactionRemoved']> = {
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  emoji?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReadMovedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReadMoved'] = ResolversParentTypes['ReadMoved']> = {
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  upToSeq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReceiptResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Receipt'] = ResolversParentTypes['Receipt']> = {
  deliveredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  seenAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type ResyncRequiredResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResyncRequired'] = ResolversParentTypes['ResyncRequired']> = {
  reason?: Resolver<ResolversTypes['ResyncReason'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ScheduledMessageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ScheduledMessage'] = ResolversParentTypes['ScheduledMessage']> = {
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  clientMessageId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  sendAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type SendMessagePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SendMessagePayload'] = ResolversParentTypes['SendMessagePayload']> = {
  message?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>;
  scheduled?: Resolver<Maybe<ResolversTypes['ScheduledMessage']>, ParentType, ContextType>;
};

export type StickerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Sticker'] = ResolversParentTypes['Sticker']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  conversationEvents?: SubscriptionResolver<ResolversTypes['ConversationEvent'], "conversationEvents", ParentType, ContextType, RequireFields<SubscriptionConversationEventsArgs, 'conversationId'>>;
  inbox?: SubscriptionResolver<ResolversTypes['InboxUpdate'], "inbox", ParentType, ContextType>;
  typing?: SubscriptionResolver<ResolversTypes['TypingEvent'], "typing", ParentType, ContextType, RequireFields<SubscriptionTypingArgs, 'conversationId'>>;
};

export type SystemLineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SystemLine'] = ResolversParentTypes['SystemLine']> = {
  action?: Resolver<ResolversTypes['SystemAction'], ParentType, ContextType>;
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type TitleChangedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TitleChanged'] = ResolversParentTypes['TitleChanged']> = {
  actor?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['Cursor'], ParentType, ContextType>;
  seq?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TypingEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TypingEvent'] = ResolversParentTypes['TypingEvent']> = {
  until?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export interface UrlScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['URL'], any> {
  name: 'URL';
}

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  conversations?: Resolver<ResolversTypes['ConversationConnection'], ParentType, ContextType, RequireFields<UserConversationsArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type VoiceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Voice'] = ResolversParentTypes['Voice']> = {
  voice?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Attachment?: AttachmentResolvers<ContextType>;
  BroadcastCopy?: BroadcastCopyResolvers<ContextType>;
  BroadcastList?: BroadcastListResolvers<ContextType>;
  BroadcastPost?: BroadcastPostResolvers<ContextType>;
  CaughtUp?: CaughtUpResolvers<ContextType>;
  Conversation?: ConversationResolvers<ContextType>;
  ConversationConnection?: ConversationConnectionResolvers<ContextType>;
  ConversationCreated?: ConversationCreatedResolvers<ContextType>;
  ConversationEdge?: ConversationEdgeResolvers<ContextType>;
  ConversationEvent?: ConversationEventResolvers<ContextType>;
  CreateUploadPayload?: CreateUploadPayloadResolvers<ContextType>;
  Cursor?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Delivery?: DeliveryResolvers<ContextType>;
  DeliveryChanged?: DeliveryChangedResolvers<ContextType>;
  Expiring?: ExpiringResolvers<ContextType>;
  Fidelity?: FidelityResolvers<ContextType>;
  FidelityNote?: FidelityNoteResolvers<ContextType>;
  Hop?: HopResolvers<ContextType>;
  Identity?: IdentityResolvers<ContextType>;
  InboxUpdate?: InboxUpdateResolvers<ContextType>;
  LogEntry?: LogEntryResolvers<ContextType>;
  Member?: MemberResolvers<ContextType>;
  MemberAdded?: MemberAddedResolvers<ContextType>;
  MemberConnection?: MemberConnectionResolvers<ContextType>;
  MemberEdge?: MemberEdgeResolvers<ContextType>;
  MemberRemoved?: MemberRemovedResolvers<ContextType>;
  Message?: MessageResolvers<ContextType>;
  MessageConnection?: MessageConnectionResolvers<ContextType>;
  MessageCreated?: MessageCreatedResolvers<ContextType>;
  MessageDeleted?: MessageDeletedResolvers<ContextType>;
  MessageEdge?: MessageEdgeResolvers<ContextType>;
  MessageEdited?: MessageEditedResolvers<ContextType>;
  MessageExtension?: MessageExtensionResolvers<ContextType>;
  MessagePinned?: MessagePinnedResolvers<ContextType>;
  MessageRevision?: MessageRevisionResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Nudge?: NudgeResolvers<ContextType>;
  OwnerChanged?: OwnerChangedResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Reaction?: ReactionResolvers<ContextType>;
  ReactionAdded?: ReactionAddedResolvers<ContextType>;
  ReactionRemoved?: ReactionRemovedResolvers<ContextType>;
  ReadMoved?: ReadMovedResolvers<ContextType>;
  Receipt?: ReceiptResolvers<ContextType>;
  ResyncRequired?: ResyncRequiredResolvers<ContextType>;
  ScheduledMessage?: ScheduledMessageResolvers<ContextType>;
  SendMessagePayload?: SendMessagePayloadResolvers<ContextType>;
  Sticker?: StickerResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  SystemLine?: SystemLineResolvers<ContextType>;
  TitleChanged?: TitleChangedResolvers<ContextType>;
  TypingEvent?: TypingEventResolvers<ContextType>;
  URL?: GraphQLScalarType;
  User?: UserResolvers<ContextType>;
  Voice?: VoiceResolvers<ContextType>;
};

