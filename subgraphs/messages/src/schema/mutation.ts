import { block } from '../use-cases/block.ts'
import { changeList, createList, endList, postToList, type ListChange, type Post } from '../use-cases/broadcast.ts'
import { deleteMessage, editMessage, hideMessage, pinMessage, react, type Edit } from '../use-cases/change-message.ts'
import type { MessageInput } from '../use-cases/compose-message.ts'
import { addMembers, leave, removePerson, setOwner, setTitle } from '../use-cases/membership.ts'
import { archive, markRead, mute, sendTyping } from '../use-cases/own-state.ts'
import { cancelScheduled, sendMessage } from '../use-cases/send-message.ts'
import { startDirect, startGroup, type NewGroup } from '../use-cases/start-conversation.ts'
import { createUpload } from '../use-cases/upload.ts'
import type { Services } from '../use-cases/services.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { Context } from './context.ts'
import { conversationById } from './conversation.ts'
import { messageById } from './message.ts'
import { userReference } from './references.ts'

type UseCase<Args, Result> = (services: Services, viewer: Viewer, args: Args) => Promise<Result>

/** A mutation: the viewer, the use-case, and what it answers as the graph shows it. */
function does<Args, Result, Shown>(useCase: UseCase<Args, Result>, show: (context: Context, result: Result) => Shown | Promise<Shown>) {
  return async (_: unknown, args: Args, context: Context) => show(context, await useCase(context.services, await context.viewer(), args))
}
/** Read anew after the change: an earlier field of the same operation may have loaded it. */
const conversation = (context: Context, id: string) => {
  context.load.conversation.clear(id)
  return conversationById(context, id)
}
const plain = <T>(_: Context, value: T) => value
const person = (_: Context, id: string) => userReference(id)

interface Of { conversationId: string }
interface Person { conversationId: string; userId: string }

export const Mutation = {
  startDirect: does((s, v, a: { userId: string }) => startDirect(s, v, a.userId), conversation),
  startGroup: does((s, v, a: { input: NewGroup }) => startGroup(s, v, a.input), conversation),
  sendMessage: does((s, v, a: { input: MessageInput }) => sendMessage(s, v, a.input), async (context, sent) => ({
    message: 'messageId' in sent ? await messageById(context, sent.messageId) : 'message' in sent ? sent.message : null,
    scheduled: 'scheduled' in sent ? sent.scheduled : null,
  })),
  cancelScheduled: does((s, v, a: { id: string }) => cancelScheduled(s, v, a.id), plain),
  editMessage: does((s, v, a: { input: Edit }) => editMessage(s, v, a.input), messageById),
  deleteMessage: does((s, v, a: { id: string }) => deleteMessage(s, v, a.id), messageById),
  hideMessage: does((s, v, a: { id: string }) => hideMessage(s, v, a.id), plain),
  addReaction: does((s, v, a: { messageId: string; emoji: string }) => react(s, v, a.messageId, a.emoji, true), messageById),
  removeReaction: does((s, v, a: { messageId: string; emoji: string }) => react(s, v, a.messageId, a.emoji, false), messageById),
  pinMessage: does((s, v, a: { id: string; pinned: boolean }) => pinMessage(s, v, a.id, a.pinned), messageById),
  markRead: does((s, v, a: Of & { upToSeq: number }) => markRead(s, v, a.conversationId, a.upToSeq), conversation),
  sendTyping: does((s, v, a: Of) => sendTyping(s, v, a.conversationId), plain),
  setTitle: does((s, v, a: Of & { title?: string | null }) => setTitle(s, v, a.conversationId, a.title ?? null), conversation),
  addMembers: does((s, v, a: Of & { userIds: string[] }) => addMembers(s, v, a.conversationId, a.userIds), conversation),
  removeMember: does((s, v, a: Person) => removePerson(s, v, a.conversationId, a.userId), conversation),
  leaveConversation: does((s, v, a: Of) => leave(s, v, a.conversationId), plain),
  setOwner: does((s, v, a: Person) => setOwner(s, v, a.conversationId, a.userId), conversation),
  archiveConversation: does((s, v, a: Of & { archived: boolean }) => archive(s, v, a.conversationId, a.archived), conversation),
  muteConversation: does((s, v, a: Of & { until?: Date | null }) => mute(s, v, a.conversationId, a.until ?? null), conversation),
  blockUser: does((s, v, a: { userId: string }) => block(s, v, a.userId, true), person),
  unblockUser: does((s, v, a: { userId: string }) => block(s, v, a.userId, false), person),
  createUpload: does((s, v, a: { input: { filename: string; sizeBytes: number } }) => createUpload(s, v, a.input), plain),
  createBroadcastList: does((s, v, a: { name: string; userIds: string[] }) => createList(s, v, a.name, a.userIds), plain),
  updateBroadcastList: does((s, v, a: { input: ListChange }) => changeList(s, v, a.input), plain),
  dropBroadcastList: does((s, v, a: { id: string }) => endList(s, v, a.id), plain),
  postToBroadcastList: does((s, v, a: { input: Post }) => postToList(s, v, a.input), async (context, post) => ({ ...post, list: await context.load.list.load(post.listId) })),
}
