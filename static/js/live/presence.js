// Who is here: avatars in the head, and the same in words.
import { byId, find, make, onHtmx } from "../page/dom.js";
import { listen } from "../page/events.js";
import { person } from "../page/person.js";
import { keepStill } from "../page/still.js";

const MOST = 7;
let present = { people: [], count: 0 };

function avatar({ name, initials, id }) {
  const words = String(id) === person ? `${name}, you` : name;
  const circle = make("span", { className: "avatar", title: words, ariaLabel: words, role: "img" }, initials);
  return make("li", {}, circle);
}

function others({ people, count }) {
  const title = people.slice(MOST).map(({ name }) => name);
  return make("li", { className: "small muted", title: title.join(", ") }, `and ${count - MOST} more`);
}

function draw() {
  const place = byId("here");
  if (!place) return;
  place.hidden = present.people.length === 0;
  const items = present.people.slice(0, MOST).map(avatar);
  find("ul", place).replaceChildren(...items, ...(present.count > MOST ? [others(present)] : []));
}

export function showPresent(/** @type {typeof present} */ now) {
  present = now;
  keepStill(draw);
}

listen("swapped", draw);
onHtmx("oobAfterSwap", draw);
