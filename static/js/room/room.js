// The page of an open incident.
import "../page/clock.js";
import "./composer.js";
import "./completion.js";
import "./files.js";
import "./undo.js";
import "../outbox/composer.js";
import "./entry-keys.js";
import "./corrections.js";
import "./dock.js";
import "./earlier.js";
import "./merged.js";
import "./zones.js";
import "./placement.js";
import "./unseen.js";
import "../live/presence.js";
import "./update-due.js";
import "./tasks.js";
