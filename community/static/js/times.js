// Cached pages hold absolute times; near ones read better as "3 hours ago". The tooltip keeps the instant.
const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
const STEPS = [
  ["minute", 60, 3600],
  ["hour", 3600, 86400],
  ["day", 86400, 7 * 86400],
];

const tell = (root) => {
  const now = Date.now();
  for (const time of root.querySelectorAll("time[data-relative]")) {
    const seconds = (new Date(time.dateTime).getTime() - now) / 1000;
    const far = Math.abs(seconds);
    if (far < 60) time.textContent = words.format(0, "minute");
    else {
      const step = STEPS.find(([, , limit]) => far < limit);
      if (step) time.textContent = words.format(Math.round(seconds / step[1]), step[0]);
    }
  }
};

tell(document);
document.addEventListener("htmx:load", (event) => tell(event.target));
setInterval(() => tell(document), 60000);
