// Times in the viewer's own zone and words that stay true while the page is open.
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" });

export function relative(moment, now = new Date()) {
  const seconds = (now - moment) / 1000;
  const amount = Math.abs(seconds);
  if (amount < 45) return seconds >= 0 ? "just now" : "in a moment";
  if (amount > 14 * 86400) return day.format(moment);
  const [unit, size] = UNITS.find(([, size]) => amount >= size) ?? ["minute", 60];
  const number = Math.max(1, Math.floor(amount / size));
  const words = `${number} ${unit}${number === 1 ? "" : "s"}`;
  return seconds >= 0 ? `${words} ago` : `in ${words}`;
}

function tell(within = document) {
  for (const element of within.querySelectorAll("time[data-when]")) {
    const moment = new Date(element.dateTime);
    const words = relative(moment);
    if (element.textContent !== words) element.textContent = words;
    element.title = exact.format(moment);
  }
}

export function times() {
  tell();
  setInterval(tell, 30_000);
  document.addEventListener("htmx:load", (event) => tell(event.target.parentElement ?? document));
}
