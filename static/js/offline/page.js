// The page that stands where there is no network: which rooms open nevertheless. It gives way when the network is back.
const list = document.getElementById("kept-rooms");

async function rooms() {
  const names = "caches" in window ? await caches.keys() : [];
  const found = [];
  for (const name of names.filter((each) => each.endsWith("-rooms"))) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const { headers } = await cache.match(request);
      const title = decodeURIComponent(headers.get("X-Debrief-Room").split(";")[2]);
      found.push({ path: new URL(request.url).pathname, title, at: new Date(headers.get("X-Kept-At")) });
    }
  }
  return found.sort((one, other) => other.at - one.at);
}

function row({ path, title, at }) {
  const link = document.createElement("a");
  link.href = path;
  link.textContent = title;
  const when = document.createElement("span");
  when.className = "small muted";
  when.textContent = ` as of ${at.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })}`;
  const item = document.createElement("li");
  item.append(link, when);
  return item;
}

// In place of another page it is that page's address; under its own there is nothing to come back to.
const back = () => (location.pathname === "/offline/" ? location.replace("/") : location.reload());

// It asks for something that needs no database, ever more seldom.
async function knock(seconds) {
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  if (answer?.ok) back();
  else setTimeout(knock, seconds * 1000, Math.min(seconds * 2, 60));
}

document.getElementById("try-again").addEventListener("click", back);
window.addEventListener("online", () => knock(2));
knock(2);

const found = await rooms();
document.getElementById("kept-none").hidden = found.length > 0;
list.replaceChildren(...found.map(row));
