/** Lines that the bridge itself writes at B. All take and give plain text; `split` encodes and cuts it. */

/** A group message as the room shadow writes it (note ROOM_PREFIX). */
export function roomLine(authorName: string, text: string): string {
  return `${authorName}: ${text}`
}

/** A title change, a SYSTEM message or a refusal, told by the room. */
export function eventLine(text: string): string {
  return `• ${text}`
}

/** An edit that B can no longer take in place (note EDIT_FOLLOWUP); sent with the old text as quote. */
export function editLine(text: string): string {
  return `✎ ${text}`
}

/** A deletion that B can no longer do (note DELETE_AS_NOTE); sent with the old text as quote. */
export const WITHDRAWN_LINE = '⌫ message withdrawn'

/** The name of a room shadow. Never the title: B's directory is open to everyone. */
export function roomName(ownerName: string): string {
  return `Group of ${ownerName}`
}
