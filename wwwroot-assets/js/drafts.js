// What a page holds before it is sent stays in the tab. It is read as a stream, because one message of the circuit is too short for a long draft.
globalThis.sairDrafts = {
  read: name => new TextEncoder().encode(sessionStorage.getItem(name) ?? "null"),
};
