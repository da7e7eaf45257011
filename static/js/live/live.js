// A page that follows its incident: the room, and the postmortem.
import "../room/placement.js";
import "./parts.js";
import "./changes.js";
import "./stream.js";
import "./tabs.js";
