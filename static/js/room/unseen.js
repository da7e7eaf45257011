// What is new: a pill that leads there, and a line above what came while nobody looked.
const live = document.getElementById("live");
const KEY = `debrief:looked:${live.dataset.user}:${live.dataset.room}`;
const FRESH = 8_000; // milliseconds that an entry which just came is tinted
const unseen = new Set();
const missed = new Set();

const pill = document.createElement("button");
pill.type = "button";
pill.className = "new-pill";
pill.hidden = true;
const said = document.createElement("div");
said.className = "visually-hidden";
said.setAttribute("role", "status");
document.getElementById("live").after(said);
document.body.append(pill);

const seen = new IntersectionObserver(
  (sights) => {
    for (const { target, isIntersecting } of sights) {
      if (!isIntersecting || document.hidden) continue;
      unseen.delete(target.id);
      seen.unobserve(target);
    }
    show();
  },
  { rootMargin: "-48px 0px -96px 0px" },
);

function entries(ids) {
  return [...document.querySelectorAll("#timeline li.entry")].filter((entry) => ids.has(entry.id));
}

function show() {
  const waiting = entries(unseen);
  pill.hidden = waiting.length === 0;
  if (!waiting.length) return;
  const isAbove = waiting[0].getBoundingClientRect().top < 0;
  const composer = document.getElementById("composer")?.getBoundingClientRect().top ?? Infinity;
  pill.style.bottom = `${Math.max(16, window.innerHeight - composer + 8)}px`;
  pill.textContent = `${waiting.length} new ${isAbove ? "↑" : "↓"}`;
  pill.setAttribute("aria-label", `${waiting.length} new entr${waiting.length === 1 ? "y" : "ies"}: go to the first`);
}

function mark() {
  const first = entries(missed)[0];
  document.getElementById("new")?.remove();
  if (!first) return;
  const line = document.createElement("li");
  line.className = "timeline-new";
  line.id = "new";
  line.textContent = `${missed.size} new since you looked`;
  document.dispatchEvent(new CustomEvent("debrief:still", { detail: { change: () => first.before(line) } }));
}

function newest() {
  return Math.max(
    0,
    ...[...document.querySelectorAll("#timeline li.entry[data-first]")].map((entry) => Number(entry.dataset.first)),
  );
}

function remember() {
  try {
    localStorage.setItem(KEY, String(newest()));
  } catch {
    // The browser keeps nothing: then nothing counts as missed.
  }
}

function missedBefore() {
  try {
    return Number(localStorage.getItem(KEY)) || 0;
  } catch {
    return 0;
  }
}

const isMine = (entry) => entry.dataset.by === live.dataset.user;

document.addEventListener("debrief:placed", ({ detail: { entry, isNew } }) => {
  if (!isNew || isMine(entry) || !entry.isConnected) return show();
  entry.classList.add("entry-fresh");
  setTimeout(() => document.getElementById(entry.id)?.classList.remove("entry-fresh"), FRESH);
  const who = entry.querySelector(".who")?.textContent;
  said.textContent = who ? `New entry by ${who}` : "New entry";
  unseen.add(entry.id);
  seen.observe(entry);
  if (document.hidden) {
    missed.add(entry.id);
    mark();
  }
  show();
});

pill.addEventListener("click", () => {
  const first = entries(unseen)[0];
  unseen.clear();
  show();
  first?.scrollIntoView({ block: "center" });
  first?.querySelector("a")?.focus({ preventScroll: true });
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    remember();
    missed.clear();
    document.getElementById("new")?.remove();
  } else {
    entries(unseen).forEach((entry) => {
      seen.unobserve(entry);
      seen.observe(entry);
    });
  }
});
window.addEventListener("pagehide", remember);
window.addEventListener("scroll", show, { passive: true });

const looked = missedBefore();
if (looked) {
  for (const entry of document.querySelectorAll("#timeline li.entry[data-first]")) {
    if (Number(entry.dataset.first) > looked && !isMine(entry)) missed.add(entry.id);
  }
  mark();
}
