// Writes drafts down with their date, and sees that they do not fill the browser's storage: what is old, unreadable or one of
// too many goes when a page is opened, and what is typed now takes the place of the oldest where there is no room left.
const PREFIX = "debrief:draft:";
const OLDEST = 30 * 24 * 3600_000; // milliseconds
const MOST = 20; // of one field

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

// Says whether it is written.
function write(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
const latestFirst = () =>
  keys()
    .map((key) => [key, read(key)])
    .sort(([, one], [, other]) => (other?.at ?? 0) - (one?.at ?? 0));

// Nothing goes in vain: where even that makes no room, the others stay.
function keep(key, draft) {
  if (write(key, draft)) return;
  const dropped = [];
  for (const [oldKey, old] of latestFirst().reverse()) {
    if (oldKey === key) continue;
    localStorage.removeItem(oldKey);
    dropped.push([oldKey, old]);
    if (write(key, draft)) return;
  }
  dropped.forEach(([oldKey, old]) => write(oldKey, old));
}

// Drafts of before they had a date get one.
function sweep() {
  const count = new Map(); // by field
  for (const [key, draft] of latestFirst()) {
    const field = key.replace(/~[^~]*$/, "");
    count.set(field, (count.get(field) ?? 0) + 1);
    const isOld = Date.now() - draft?.at >= OLDEST;
    if (typeof draft?.text !== "string" || isOld || count.get(field) > MOST) localStorage.removeItem(key);
    else if (!Number.isFinite(draft.at)) write(key, { ...draft, at: Date.now() });
  }
}

// A browser may have no storage at all.
function tried(act) {
  try {
    act();
  } catch {
    // the form still works
  }
}

tried(sweep);
document.addEventListener("debrief:draft-keep", ({ detail: { key, draft } }) =>
  tried(() => keep(key, { ...draft, at: Date.now() })),
);
