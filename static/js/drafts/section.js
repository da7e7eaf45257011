// Keeps what is typed into a section's text in this browser until it is saved, by person and section. It names the version
// it began from, so it is only ever offered.
const form = document.querySelector("form[data-keep]");

function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // a browser that keeps nothing
  }
}

function button(label, press) {
  const element = Object.assign(document.createElement("button"), {
    type: "button",
    className: "btn btn-sm",
    textContent: label,
  });
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
      forget(key);
      clear();
    }),
  );
}

if (form) {
  const key = `debrief:draft:${form.dataset.keep}`;
  const { body: text, base_version: base } = form.elements;
  const place = form.querySelector("[data-kept]");
  const draft = kept(key);
  const stands = draft?.text === text.defaultValue;
  const isRefused = form.querySelector("[role=alert]") !== null; // then it stands nowhere but here and in the draft
  if (stands && !isRefused) forget(key);
  else if (draft && !stands && place) offer(place, key, draft, text, base);
  text.addEventListener("input", () =>
    document.dispatchEvent(
      new CustomEvent("debrief:draft-keep", {
        detail: { key, draft: { text: text.value, base: base.value } },
      }),
    ),
  );
}
