// The update for customers: says that it is overdue, and by how much, while the page stays open.
const now = () => Date.now() + Number(document.documentElement.dataset.ahead ?? 0); // the server's clock

function words(minutes) {
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest ? `${Math.floor(minutes / 60)} h ${rest} min` : `${Math.floor(minutes / 60)} h`;
}

function tell() {
  for (const line of document.querySelectorAll("[data-update-due]")) {
    const late = Math.floor((now() - Date.parse(line.dataset.updateDue)) / 60000);
    if (late < 1) continue;
    line.querySelector("[data-late]").textContent = words(late);
    line.querySelector("[data-when-late]").hidden = false;
    line.querySelector("[data-when-in-time]").hidden = true;
  }
}

tell();
setInterval(tell, 15000);
