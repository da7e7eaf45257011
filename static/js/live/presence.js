// Who is here: avatars in the head, and the same in words.
const live = document.getElementById("live");
const MOST = 7;
let people = [];
let count = 0;

function avatar({ name, initials, id }) {
  const item = document.createElement("li");
  const circle = document.createElement("span");
  const words = String(id) === live.dataset.user ? `${name}, you` : name;
  circle.className = "avatar";
  circle.setAttribute("role", "img");
  circle.setAttribute("aria-label", words);
  circle.title = words;
  circle.textContent = initials;
  item.append(circle);
  return item;
}

function show() {
  const place = document.getElementById("here");
  if (!place) return;
  place.hidden = people.length === 0;
  const items = people.slice(0, MOST).map(avatar);
  if (count > MOST) {
    const more = document.createElement("li");
    more.className = "small muted";
    more.textContent = `and ${count - MOST} more`;
    more.title = people
      .slice(MOST)
      .map(({ name }) => name)
      .join(", ");
    items.push(more);
  }
  place.querySelector("ul").replaceChildren(...items);
}

document.addEventListener("debrief:here", ({ detail }) => {
  ({ people, count } = detail);
  document.dispatchEvent(new CustomEvent("debrief:still", { detail: { change: show } }));
});
document.addEventListener("debrief:swapped", show);
document.addEventListener("htmx:oobAfterSwap", show);
