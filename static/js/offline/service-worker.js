// Opens a room without a network. The server puts RELEASE and OFFLINE, the address of a page, before this text.
// It touches visits of pages and static files alone: never a form, a stream, an attachment, the admin or a fragment.
// `RELEASE` names the caches; those of another release are carried over and removed.
const STATIC = `debrief-${RELEASE}-static`;
const ROOMS = `debrief-${RELEASE}-rooms`;
const ROOM = /^\/incidents\/\d+\/$/;
const LEFT_ALONE = /^\/(stream|attachments|django-admin|login|logout)\/|\.csv$|^\/sw\.js$/;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const IN_PART = ["show", "mark", "before", "since", "entry", "all"]; // with these a visit shows a span or a choice, not the room
const AWAY = [502, 503, 504]; // what a proxy says while the server restarts
const MOST_ROOMS = 12;
const PATIENCE = 6000; // milliseconds until a kept room is shown instead of one that does not come

self.addEventListener("install", (event) => {
  const keep = async () => {
    // Without cookies: the offline page is the same for everybody and names nobody.
    const page = await fetch(OFFLINE, { credentials: "omit" });
    await keepFilesOf(await page.clone().text());
    await (await caches.open(STATIC)).put(OFFLINE, page);
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const begin = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("debrief-") && ![STATIC, ROOMS].includes(name));
    for (const name of old) {
      const [from, to] = [await caches.open(name), await caches.open(name.endsWith("-rooms") ? ROOMS : STATIC)];
      for (const request of await from.keys()) {
        if (!(await to.match(request))) await to.put(request, await from.match(request));
      }
      await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(begin());
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || LEFT_ALONE.test(url.pathname)) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(event, url));
  else if (event.request.mode === "navigate") event.respondWith(visit(event, url));
});

self.addEventListener("message", (event) => {
  const acts = { keep: ({ path }) => keepRoom(path), check: checkRooms };
  if (acts[event.data.act]) event.waitUntil(acts[event.data.act](event.data).catch(() => null));
});

// ---------- Static files ----------
// A hashed name never changes what it holds; any other is asked for first.
async function file(event, url) {
  const cache = await caches.open(STATIC);
  const kept = await cache.match(url.pathname);
  if (kept && HASHED.test(url.pathname)) return kept;
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(cache.put(url.pathname, answer.clone()));
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function keepFilesOf(page) {
  const files = await caches.open(STATIC);
  const names = [...page.matchAll(/(?:href|src)="(\/static\/[^"#?]+)/g)].map(([, name]) => name);
  await Promise.all(
    [...new Set(names)].map(async (name) => {
      if (await files.match(name)) return;
      const answer = await fetch(name);
      if (answer.ok) await files.put(name, answer);
    }),
  );
}

// ---------- Rooms ----------
async function visit(event, url) {
  const kept = ROOM.test(url.pathname) ? await keptRoom(url.pathname) : null;
  let bell = 0;
  const late =
    kept &&
    new Promise((resolve) => {
      bell = setTimeout(() => resolve(null), PATIENCE);
    });
  try {
    const coming = fetch(event.request);
    if (ROOM.test(url.pathname)) event.waitUntil(coming.then((answer) => note(url, answer.clone())).catch(() => null));
    const answer = await (late ? Promise.race([coming, late]) : coming);
    return kept && (!answer || AWAY.includes(answer.status)) ? kept : answer;
  } catch {
    return kept ?? (await (await caches.open(STATIC)).match(OFFLINE)) ?? Response.error();
  } finally {
    clearTimeout(bell);
  }
}

// What the server says about a room decides whether it is kept: with its header yes; private, gone or forbidden, no.
async function note(url, answer) {
  const rooms = await caches.open(ROOMS);
  const says = answer.headers.get("X-Debrief-Room");
  if (!says) {
    if (answer.ok || [403, 404, 410].includes(answer.status)) await rooms.delete(url.pathname);
    return;
  }
  if (!answer.ok || IN_PART.some((name) => url.searchParams.has(name))) return;
  const [person] = says.split(";");
  await ofOnePerson(rooms, person);
  const headers = new Headers(answer.headers);
  headers.set("X-Kept-At", new Date().toISOString());
  headers.set("X-Kept-By", RELEASE);
  const page = await answer.text();
  await rooms.put(url.pathname, new Response(page, { headers }));
  await keepFilesOf(page);
  await keepFew(rooms);
}

async function facts(rooms) {
  const requests = await rooms.keys();
  return Promise.all(
    requests.map(async (request) => {
      const { headers } = await rooms.match(request);
      const [person, seq] = headers.get("X-Debrief-Room").split(";");
      return {
        path: new URL(request.url).pathname,
        person,
        seq: Number(seq),
        at: headers.get("X-Kept-At"),
        by: headers.get("X-Kept-By"),
      };
    }),
  );
}

async function ofOnePerson(rooms, person) {
  for (const room of await facts(rooms)) if (room.person !== person) await rooms.delete(room.path);
}

async function keepFew(rooms) {
  const oldest = (await facts(rooms)).sort((one, other) => (one.at < other.at ? 1 : -1)).slice(MOST_ROOMS);
  for (const room of oldest) await rooms.delete(room.path);
}

// The page says by an attribute that it comes from here, and of when it is.
async function keptRoom(path) {
  const kept = await (await caches.open(ROOMS)).match(path);
  if (!kept) return null;
  const headers = new Headers(kept.headers);
  for (const name of ["Content-Length", "Content-Encoding"]) headers.delete(name);
  const text = (await kept.text()).replace("<html ", `<html data-kept-at="${headers.get("X-Kept-At")}" `);
  return new Response(text, { headers });
}

async function keepRoom(path) {
  if (ROOM.test(path)) await note(new URL(path, location.origin), await fetch(path, { redirect: "manual" }));
}

// On connecting: rooms that changed (a redaction, too) are fetched anew, those that may not be kept any more removed.
async function checkRooms() {
  const rooms = await caches.open(ROOMS);
  const kept = await facts(rooms);
  if (!kept.length) return;
  const query = kept.map(({ path }) => `n=${path.split("/")[2]}`).join("&");
  const answer = await fetch(`/incidents/kept/?${query}`, {
    redirect: "manual",
    headers: { Accept: "application/json", "X-Debrief-Person": kept[0].person },
  });
  // Who may see no room now, or is somebody else, is left none; whose login merely ended keeps theirs.
  const isOther = answer.status === 401 && (await answer.json().catch(() => ({}))).other;
  if (isOther || [403, 404, 410].includes(answer.status)) await caches.delete(ROOMS);
  if (!answer.ok) return;
  const { person, seqs } = await answer.json();
  await ofOnePerson(rooms, String(person));
  for (const { path, seq, by } of await facts(rooms)) {
    const now = seqs[path.split("/")[2]];
    if (now === undefined) await rooms.delete(path);
    else if (now !== seq || by !== RELEASE) await keepRoom(path);
  }
  await forgetFiles(rooms);
}

// Files of earlier releases go when no kept room is made of them any more.
async function forgetFiles(rooms) {
  const files = await caches.open(STATIC);
  const pages = await Promise.all((await rooms.keys()).map(async (request) => (await rooms.match(request)).text()));
  pages.push(await (await files.match(OFFLINE)).text());
  for (const request of await files.keys()) {
    const { pathname } = new URL(request.url);
    if (HASHED.test(pathname) && !pages.some((page) => page.includes(pathname))) await files.delete(request);
  }
}
