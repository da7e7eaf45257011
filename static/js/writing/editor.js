// The editor of a section of a postmortem.
import { find } from "../page/dom.js";
import "./files.js"; // before drafts: it holds a form that is not to go yet
import "./draft.js";
import "./left.js";
import "./pictures.js";
import "./save-key.js";
import "./toolbar.js";

// The preview follows what is typed, so the button that asks for it has nothing to do.
find("[data-preview]").hidden = true;
