// A fact or a quote that stands beside the editor goes into the text where the cursor is, in lines of its own. Without
// scripts the button sends the text, which comes back with the words appended.
import { byId, on } from "../page/dom.js";
import { insert } from "./insert.js";

const text = byId("section-form")?.elements.body;
if (text && text !== document.activeElement) text.setSelectionRange(text.value.length, text.value.length);

on("click", "[data-take]", (button, event) => {
  const field = byId("section-form")?.elements.body;
  if (!field) return;
  event.preventDefault();
  const before = field.value.slice(0, field.selectionStart);
  const after = field.value.slice(field.selectionEnd);
  const above = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const below = after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : after ? "\n\n" : "\n";
  insert(field, `${above}${button.value}${below}`);
});
