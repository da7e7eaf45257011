/**
 * What a room tells its pages: how far it is, the HTML of entries that changed, and whether its parts did; `again` when
 * a page was away for too long and has to begin anew, `more` when there is another page of changes.
 * @typedef {{ room: number, seq: number, parts: number, more: boolean, again: boolean, entries: string[],
 *   watchers?: number }} Packet
 */
export {};
