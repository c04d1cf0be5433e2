// Cached pages hold absolute times; near ones read better as "3 hours ago". The tooltip keeps the instant.
const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
const STEPS = [
  ["minute", 60, 3600],
  ["hour", 3600, 86400],
  ["day", 86400, 7 * 86400],
];

const day = (at) => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / 86400000;

const tell = (root) => {
  const now = new Date();
  for (const time of root.querySelectorAll("time[data-relative]")) {
    const then = new Date(time.dateTime);
    const seconds = (then - now) / 1000;
    const [unit, size] = STEPS.find(([, , limit]) => Math.abs(seconds) < limit) ?? [];
    if (unit) time.textContent = words.format(unit === "day" ? day(then) - day(now) : Math.trunc(seconds / size), unit);
  }
};

tell(document);
document.addEventListener("htmx:load", (event) => tell(event.target));
setInterval(() => tell(document), 60000);
