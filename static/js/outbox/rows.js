// Shows in its room (or, without one, for all rooms) what waits in the outbox: what is on its way, what the server asks
// about, and what it refused.
const place = document.getElementById("waiting");
const room = place.dataset.room;
const rows = new Map(); // by UUID
const WHY = {
  403: "Debrief refused it: you may not log here.",
  404: "This incident is not there any more, or not for you.",
  409: "It was sent before with something else in it.",
  413: "It is too large for the server. Send it without the file, or with a smaller one.",
  failed: "The server failed on it several times. It is kept here.",
};
const tell = (name, detail = {}) => document.dispatchEvent(new CustomEvent(name, { detail }));
const change = (entry, act, more = {}) => tell("debrief:outbox-change", { uuid: entry.uuid, act, ...more });
const field = (entry, name) => entry.fields.find(([known]) => known === name)?.[1] ?? "";
const withField = (entry, name, value) => [...entry.fields.filter(([known]) => known !== name), [name, value]];

function make(tag, className = "", ...content) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...content);
  return element;
}

function icon(name) {
  return place.querySelector("template").content.querySelector(`[data-icon=${name}] > svg`).cloneNode(true);
}

function button(words, press, look = "") {
  const element = make("button", `btn btn-sm ${look}`.trim(), words);
  element.type = "button";
  element.addEventListener("click", press);
  return element;
}

// ---------- One row ----------
function stamp(entry) {
  const zone = place.dataset.zone || entry.zone || undefined;
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
  const time = make("time", "", clock.format(new Date(entry.pressed)));
  time.dateTime = entry.pressed;
  const typed = field(entry, "when");
  return make(
    "div",
    "entry-when",
    time,
    make("span", "zone", place.dataset.zoneLabel || entry.zoneLabel || ""),
    ...(typed ? [make("span", "until", typed)] : []),
  );
}

function stateOf(entry, away) {
  if (entry.state === "asked") return [icon("ask"), "the server asks about it"];
  if (entry.state === "refused") return [icon("ask"), "not taken"];
  const waits = away || !(Date.now() - entry.kept < 3000); // both by this browser's clock
  return [icon("clock"), waits ? "waiting to be sent" : "being sent"];
}

function words(entry) {
  const text = make("div", "entry-text waiting-text", field(entry, "text"));
  const marks = entry.fields.filter(([name]) => name === "milestones").map(([, value]) => value.replace("_", " "));
  const files = entry.files.map((file) => file.name);
  const more = [...marks.map((mark) => `marks: ${mark}`), ...files.map((name) => `file: ${name}`)];
  return more.length ? [text, make("p", "entry-note", more.join(" · "))] : [text];
}

function questions(entry) {
  const said =
    entry.state === "refused"
      ? [entry.said?.[0] ?? WHY[entry.why] ?? `Debrief answered ${entry.why}.`]
      : (entry.said ?? []);
  const parts = said.map((line) => make("p", "waiting-said", line));
  for (const ask of entry.asks ?? []) {
    const answers = ask.choices.map((choice) =>
      button(choice.label, () => change(entry, "edit", { fields: withField(entry, ask.button, choice.value) })),
    );
    parts.push(make("p", "waiting-said", ask.question), make("div", "btn-row", ...answers));
  }
  if (entry.unkept)
    parts.push(
      make("p", "waiting-said", "This browser had no room to keep it. Leave this page open until it is sent."),
    );
  if (!parts.length) return [];
  const box = make("div", "", ...parts);
  box.setAttribute("role", "alert");
  return [box];
}

function actions(entry, row) {
  if (entry.state === "waiting") return [];
  const withoutFile = entry.files.map((file) =>
    button(entry.files.length === 1 ? "Send it without the file" : `Send it without “${file.name}”`, () =>
      drop(entry, row, file),
    ),
  );
  const asked = [button("Change it", () => edit(entry, row)), ...withoutFile];
  const goesOn = document.querySelector("#incident-head [data-goes-on]"); // this room was merged into that one
  const refused = [
    ...(goesOn
      ? [
          button(`Log it in ${goesOn.dataset.goesOn}`, () =>
            moveTo(entry, goesOn.getAttribute("href"), goesOn.dataset.goesOn),
          ),
        ]
      : []),
    button("Copy", (event) => copy(entry, event.target)),
    button("Log in another incident", () => move(entry, row)),
    ...(["failed", "413"].includes(entry.why) ? [button("Try again", () => change(entry, "again"))] : []),
    ...(entry.why === "403" ? [button("Change it", () => edit(entry, row))] : []),
    ...withoutFile,
  ];
  return [
    make(
      "div",
      "btn-row",
      ...(entry.state === "asked" ? asked : refused),
      button("Throw it away", () => confirm(entry, row), "btn-quiet"),
    ),
  ];
}

async function copy(entry, pressed) {
  try {
    await navigator.clipboard.writeText(field(entry, "text"));
    pressed.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(pressed.closest(".entry").querySelector(".waiting-text"));
    pressed.textContent = "Selected: copy it with the keys";
  }
}

// ---------- What is asked in the row ----------
// The row keeps what stands in it while somebody types there; it is drawn anew when that is over.
function inRow(row, ...parts) {
  row.dataset.busy = "1";
  const box = make("div", "waiting-form", ...parts);
  row.querySelector(".waiting-form")?.remove();
  row.querySelector(".entry-body").append(box);
  box.querySelector("textarea, input, button").focus();
  return box;
}

function over(row) {
  delete row.dataset.busy;
  row.querySelector(".waiting-form")?.remove();
}

function edit(entry, row) {
  const text = make("textarea", "form-control");
  text.value = field(entry, "text");
  text.rows = 3;
  text.setAttribute("aria-label", "What happened");
  const times = ["when", "until"].map((name) => {
    const input = make("input", "form-control");
    input.name = name;
    input.value = field(entry, name);
    return input;
  });
  const save = () => {
    const kept = entry.fields.filter(
      ([name]) => !["text", "when", "until"].includes(name) && !name.startsWith("meant_"),
    );
    over(row);
    change(entry, "edit", {
      fields: [...kept, ["text", text.value], ...times.map((input) => [input.name, input.value])],
    });
  };
  const labels = times.map((input) => make("label", "form-label", input.name === "when" ? "When" : "Until", input));
  inRow(
    row,
    text,
    make("div", "form-pair", ...labels),
    make(
      "div",
      "btn-row",
      button("Log it", save, "btn-primary"),
      button("Cancel", () => over(row), "btn-quiet"),
    ),
  );
}

function moveTo(entry, target, title) {
  change(entry, "move", { changes: { room: target, action: `${target}entries/`, title } });
}

function move(entry, row) {
  const number = make("input", "form-control");
  number.inputMode = "numeric";
  number.placeholder = "142";
  const label = make("label", "form-label", "Number of the incident", number);
  const save = () => {
    const digits = number.value.replace(/\D/g, "");
    if (!digits) return number.focus();
    const target = `/incidents/${Number(digits)}/`;
    over(row);
    moveTo(entry, target, `INC-${Number(digits)}`);
  };
  inRow(
    row,
    label,
    make(
      "div",
      "btn-row",
      button("Log it there", save, "btn-primary"),
      button("Cancel", () => over(row), "btn-quiet"),
    ),
  );
}

function drop(entry, row, file) {
  const yes = () => {
    over(row);
    change(entry, "move", { changes: { files: entry.files.filter((other) => other !== file) } });
  };
  inRow(
    row,
    make("p", "waiting-said", `Debrief has no copy of “${file.name}”. Send the entry without it?`),
    make(
      "div",
      "btn-row",
      button("Send it so", yes, "btn-danger"),
      button("Keep the file", () => over(row)),
    ),
  );
}

function confirm(entry, row) {
  const yes = () => {
    over(row);
    change(entry, "discard");
  };
  inRow(
    row,
    make("p", "waiting-said", "It is nowhere else. Throw it away?"),
    make(
      "div",
      "btn-row",
      button("Throw it away", yes, "btn-danger"),
      button("Keep it", () => over(row)),
    ),
  );
}

// ---------- What this browser cannot do ----------
function note(words) {
  const line = place.querySelector("[data-note]");
  line.textContent = words;
  line.hidden = false;
}

if (room && !window.isSecureContext) {
  note(
    "This address has no HTTPS, so the room cannot be opened without a network. What you log is kept in this browser all the same until it arrives.",
  );
}
document.addEventListener("debrief:outbox", () => {
  if (document.documentElement.dataset.outbox !== "none") return;
  note(
    "This browser keeps nothing, so what you log is sent at once or not at all: look whether it stands in the timeline.",
  );
});

// ---------- All rows ----------
function draw(entry, away) {
  const row = rows.get(entry.uuid) ?? make("li", "entry entry-waiting");
  const says = JSON.stringify([
    entry.state,
    entry.said,
    entry.asks,
    entry.why,
    entry.unkept,
    entry.fields,
    entry.room,
    Boolean(away),
  ]);
  rows.set(entry.uuid, row);
  if (row.dataset.says === says || row.dataset.busy) return row;
  row.dataset.says = says;
  const head = make(
    "div",
    "entry-head",
    make("span", "who", entry.name),
    make("span", "wait", ...stateOf(entry, away)),
  );
  const elsewhere = entry.room === room ? [] : [make("p", "entry-note", `in ${entry.title}`)];
  const body = make(
    "div",
    "entry-body",
    head,
    ...words(entry),
    ...elsewhere,
    ...questions(entry),
    ...actions(entry, row),
  );
  row.replaceChildren(stamp(entry), make("div", "entry-mark", make("span", "dot")), body);
  return row;
}

document.addEventListener("debrief:outbox", ({ detail }) => {
  const here = detail.mine.filter((entry) => !room || entry.room === room);
  for (const uuid of [...rows.keys()]) {
    if (here.some((entry) => entry.uuid === uuid)) continue;
    rows.get(uuid).remove();
    rows.delete(uuid);
  }
  const list = place.querySelector("ol");
  for (const entry of here) {
    const row = draw(entry, detail.away);
    if (row.parentNode !== list) list.append(row);
  }
  list.hidden = here.length === 0;
  document.getElementById("waiting-none")?.toggleAttribute("hidden", here.length > 0);
  rows.get(detail.added)?.scrollIntoView({ block: "nearest" });
});
