// Times that arrive are written in the zone that the page shows. Fragments hold UTC and the incident's own clock.
const live = document.getElementById("live");
const zone = live.dataset.zone;
const labels = new Map(
  live.dataset.labels
    .split(";")
    .filter(Boolean)
    .map((pair) => pair.split("=")),
);
const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: zone,
  hourCycle: "h23",
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

function local(iso) {
  const date = new Date(iso);
  const part = Object.fromEntries(clock.formatToParts(date).map(({ type, value }) => [type, value]));
  const month = MONTHS.indexOf(part.month);
  const wall = Date.UTC(part.year, month, part.day, part.hour, part.minute, part.second);
  const offset = Math.round((wall - Math.floor(date / 1000) * 1000) / 60_000);
  const day = `${part.weekday} ${Number(part.day)} ${part.month} ${part.year}`;
  const short = `${Number(part.day)} ${part.month.slice(0, 3)} ${part.year} ${part.hour}:${part.minute}`;
  return { clock: `${part.hour}:${part.minute}`, day, short, label: labels.get(String(offset)) ?? offsetWords(offset) };
}

function offsetWords(minutes) {
  if (!minutes) return "UTC";
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? "−" : "+"}${Math.floor(Math.abs(minutes) / 60)}${rest ? `:${String(rest).padStart(2, "0")}` : ""}`;
}

function write(time, happened) {
  const at = local(time.dateTime);
  const isPlain = !time.dataset.as || (time.dataset.as === "beside" && at.day === happened.day);
  time.textContent = isPlain ? at.clock : `${at.short} ${at.label}`;
}

// detail: { entry }. Whoever places an entry asks for this first; detail.day is filled in.
document.addEventListener("debrief:times", ({ detail }) => {
  const { entry } = detail;
  const happened = local(entry.dataset.at);
  detail.day = happened.day;
  if (live.dataset.choice === "incident") return;
  entry.querySelectorAll("time[datetime]").forEach((time) => write(time, happened));
  const label = entry.querySelector(".entry-when .zone");
  if (label) label.textContent = happened.label;
  const tools = entry.querySelector(".entry-tools a");
  if (tools)
    tools.ariaLabel = tools.ariaLabel.replace(
      /^Entry of .*?:(?=[^0-9])/,
      `Entry of ${happened.clock} ${happened.label}:`,
    );
});
