// Where the outbox keeps its entries: in IndexedDB, in their order. What is written is on the disk once the promise resolves.
import { openDB } from "idb";

const STORE = "entries";

async function open() {
  return openDB("debrief", 1, {
    upgrade(database) {
      const entries = database.createObjectStore(STORE, { keyPath: "n", autoIncrement: true });
      entries.createIndex("uuid", "uuid", { unique: true });
    },
    blocking(_current, _blocked, event) {
      /** @type {IDBDatabase} */ (event.target).close();
    },
  });
}

const opening = open().catch(() => null); // a browser may keep nothing

/** Runs `act(entries)` in one transaction. */
async function change(act) {
  const database = await opening;
  if (!database) throw new Error("This browser keeps nothing.");
  const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
  await Promise.all([act(transaction.store), transaction.done]);
}

/** @returns {Promise<any[]>} */
export const all = async () => (await opening)?.getAll(STORE) ?? [];

export const add = (entry) => change((entries) => entries.add(entry));

export const remove = (/** @type {number} */ n) => change((entries) => entries.delete(n));

/** Changes what is still there: another tab may have sent it meanwhile. */
export const update = (/** @type {number} */ n, changes) =>
  change(async (entries) => {
    const entry = await entries.get(n);
    if (entry) await entries.put({ ...entry, ...changes });
  });
