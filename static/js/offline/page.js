// The page that stands where there is no network: which rooms open nevertheless. It gives way when the network is back.
import { byId, make } from "../page/dom.js";

const list = byId("kept-rooms");
const { own, home, health } = list.dataset;

async function keptRooms() {
  const names = "caches" in window ? await caches.keys() : [];
  const found = [];
  for (const name of names.filter((each) => each.endsWith("-rooms"))) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const headers = (await cache.match(request))?.headers;
      const title = decodeURIComponent(headers?.get("X-Debrief-Room")?.split(";")[2] ?? "");
      found.push({ path: new URL(request.url).pathname, title, at: new Date(headers?.get("X-Kept-At") ?? 0) });
    }
  }
  return found.sort((one, other) => Number(other.at) - Number(one.at));
}

function row({ path, title, at }) {
  const when = at.toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  });
  return make("li", {}, make("a", { href: path }, title), make("span", { className: "small muted" }, ` as of ${when}`));
}

// In place of another page it is that page's address; under its own there is nothing to come back to.
const back = () => (location.pathname === own ? location.replace(home) : location.reload());

// It asks for something that needs no database, ever more seldom.
async function knock(/** @type {number} */ seconds) {
  const answer = await fetch(health, { cache: "no-store" }).catch(() => null);
  if (answer?.ok) back();
  else setTimeout(knock, seconds * 1000, Math.min(seconds * 2, 60));
}

byId("try-again").addEventListener("click", back);
window.addEventListener("online", () => knock(2));
knock(2);

const found = await keptRooms();
byId("kept-none").hidden = found.length > 0;
list.replaceChildren(...found.map(row));
