// Times that arrive are written in the zone that the page shows. Fragments hold UTC and the incident's own clock.
import { byId, find, findAll } from "../page/dom.js";

const { zone, choice, labels } = byId("live").dataset;
/** The zone's label by its offset, such as "GMT+03:00": the server's words. @type {Record<string, string>} */
const labelOf = JSON.parse(labels || "{}");
const format = new Intl.DateTimeFormat("en-GB", {
  timeZone: zone,
  hourCycle: "h23",
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "longOffset",
});

function read(/** @type {string} */ instant) {
  const parts = format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]);
  const { weekday, day, month, year, hour, minute, timeZoneName: offset } = Object.fromEntries(parts);
  return {
    clock: `${hour}:${minute}`,
    short: `${day} ${month.slice(0, 3)} ${hour}:${minute}`,
    day: `${weekday} ${day} ${month} ${year}`,
    dated: `${day} ${month.slice(0, 3)} ${year} ${hour}:${minute}`,
    label: labelOf[offset] ?? offset,
  };
}

/** One stamp: the entry's own, the end of its span, beside it, or dated: as the server writes it. */
function words(/** @type {string | undefined} */ form, at, isSameDay) {
  if (!form) return at.clock;
  if (form === "until") return isSameDay ? at.clock : at.short;
  return form === "beside" && isSameDay ? `${at.clock} ${at.label}` : `${at.dated} ${at.label}`;
}

/** Writes the times of an entry that arrived; gives the heading of its day. */
export function writeTimes(entry) {
  const happened = read(entry.dataset.at);
  if (choice === "incident") return happened.day;
  for (const time of findAll("time[datetime]", entry)) {
    const at = read(time.dateTime);
    time.textContent = words(time.dataset.as, at, at.day === happened.day);
  }
  const label = find(".entry-when .zone", entry);
  if (label) label.textContent = happened.label;
  const tools = find(".entry-tools a", entry);
  if (tools) {
    const now = `Entry at ${happened.clock} ${happened.label}:`;
    tools.ariaLabel = tools.ariaLabel.replace(/^Entry at .*?:(?=[^0-9])/, now);
  }
  return happened.day;
}
