// Keeps what is typed in a form[data-keep] in this browser until it is saved, and offers it again.
// The key holds the person, so that two people at one machine never see each other's words.
const PREFIX = "debrief:draft:";

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // The browser keeps nothing (private window, storage full): the form still works.
  }
}

function button(label, press) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "btn btn-sm";
  element.textContent = label;
  element.addEventListener("click", press);
  return element;
}

function offer(place, key, draft, text, base) {
  const clear = () => place.replaceChildren();
  place.append(
    "Text you did not save is kept in this browser.",
    button("Put it back", () => {
      text.value = draft.text;
      base.value = draft.base; // so that the server compares it with what was saved since
      clear();
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }),
    button("Forget it", () => {
      localStorage.removeItem(key);
      clear();
    }),
  );
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = PREFIX + form.dataset.keep;
  const text = form.elements.body;
  const base = form.elements.base_version;
  const place = form.querySelector("[data-kept]");
  const draft = read(key);
  if (draft && draft.text === text.defaultValue) localStorage.removeItem(key);
  else if (draft && place) offer(place, key, draft, text, base);
  text.addEventListener("input", () => write(key, { text: text.value, base: base.value }));
}
