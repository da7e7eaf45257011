// The page of an open incident.
import "./composer.js";
import "./undo.js";
import "./dock.js";
import "./bar.js";
import "./earlier.js";
import "./late.js";
import "./unseen.js";
import "./tasks.js";
import "./update-due.js";
import "./running.js";
