/** Tells the other subgraphs who is coming, so that they fetch the person's history first. A hint: it may be lost. */
export interface SignInNews {
  /** Never throws and does not wait. */
  signedIn(identityId: string): void
}
