/** Where the bytes of files are: a disk here, object storage in production. Keys are made by us, never by people. */
export interface FileStore {
  /** Stores bytes under a key; the same key again replaces them. */
  write(key: string, bytes: Uint8Array): Promise<void>
  /** The bytes, or undefined when there are none under this key. */
  read(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>
  /** Removes them; harmless when there are none. */
  remove(key: string): Promise<void>
}
