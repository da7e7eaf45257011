// A fact or a quote that stands beside the editor goes into the text where the cursor is. Without scripts the button
// sends the text, which comes back with the words appended.
import { byId, on } from "../page/dom.js";

on("click", "[data-take]", (button, event) => {
  const field = byId("section-form")?.elements.body;
  if (!field) return;
  event.preventDefault();
  const before = field.value.slice(0, field.selectionStart).replace(/\n+$/, "");
  const after = field.value.slice(field.selectionEnd).replace(/^\n+/, "");
  const start = before ? `${before}\n\n${button.value}` : button.value;
  field.value = after ? `${start}\n\n${after}` : `${start}\n`;
  field.focus();
  field.setSelectionRange(start.length, start.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
