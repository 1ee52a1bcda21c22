/** Where the bytes of files are: a disk here, object storage in production. Keys are made by us, never by people. */
export interface FileStore {
  /** Stores bytes under a key; the same key again replaces them. */
  write(key: string, bytes: Uint8Array): Promise<void>
  /** The bytes, or undefined when there are none under this key. */
  read(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>
  /** Removes them; harmless when there are none. */
  remove(key: string): Promise<void>
}

/** Where files that people send are taken in and given out piece by piece, so that none stands whole in memory. */
export interface FileStream {
  /**
   * Stores a stream under a key, whole or not at all. Ends early, storing nothing, when it is longer than `maxBytes`.
   * @throws FileTooLarge
   */
  receive(key: string, chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<ReceivedFile>
  /** The bytes as a stream, or undefined when there are none under this key. */
  open(key: string): Promise<{ sizeBytes: number; chunks: AsyncIterable<Uint8Array> } | undefined>
}

export interface ReceivedFile {
  sizeBytes: number
  /** SHA-256 in hexadecimal. */
  sha256: string
}

/** More bytes came than were allowed. */
export class FileTooLarge extends Error {
  override readonly name = 'FileTooLarge'
}
