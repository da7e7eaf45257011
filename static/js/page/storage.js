// What this browser keeps, as JSON: `local` for all its tabs, `session` for this one. A browser may refuse to (private
// window, storage full): then nothing is there.

function storage(/** @type {() => Storage} */ open) {
  const tried = (act, otherwise) => {
    try {
      return act();
    } catch {
      return otherwise;
    }
  };
  return {
    read: (/** @type {string} */ key) => tried(() => JSON.parse(open().getItem(key) ?? "null"), null),
    /** Says whether it is written. */
    write: (/** @type {string} */ key, value) =>
      tried(() => {
        open().setItem(key, JSON.stringify(value));
        return true;
      }, false),
    remove: (/** @type {string} */ key) => tried(() => open().removeItem(key)),
    keys: (/** @type {string} */ prefix) =>
      /** @type {string[]} */ (tried(() => Object.keys(open()).filter((key) => key.startsWith(prefix)), [])),
  };
}

export const local = storage(() => localStorage);
export const session = storage(() => sessionStorage);
