// The only script of our own besides the charts: everything works without it.
document.documentElement.classList.add("wh-scripted");

// Times in the reader's zone beside the one they were written in; the written one stays readable.
for (const one of document.querySelectorAll("time[data-local]")) {
  const moment = new Date(one.dateTime);
  if (!Number.isNaN(moment.getTime())) one.title = moment.toLocaleString(undefined, { dateStyle: "full", timeStyle: "long" });
}

// The clocks that still run: counted on from what the server said, never from nothing.
function words(seconds) {
  const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
  if (days) return `${days} d ${hours % 24} h`;
  if (hours) return `${hours} h ${minutes % 60} min`;
  return minutes ? `${minutes} min` : `${seconds} s`;
}
function tick() {
  for (const one of document.querySelectorAll("[data-since]")) {
    const since = Date.parse(one.dataset.since);
    if (!Number.isNaN(since)) one.textContent = words(Math.max(0, Math.floor((Date.now() - since) / 1000)));
  }
}
setInterval(tick, 1000); // asked anew each time: live parts of a page bring new clocks

// Light or dark, kept in a cookie that holds nothing else.
document.querySelector("[data-theme-switch]")?.addEventListener("click", () => {
  const html = document.documentElement;
  const dark = html.dataset.theme ? html.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  html.dataset.theme = dark ? "light" : "dark";
  document.cookie = `theme=${html.dataset.theme}; path=/; max-age=31536000; samesite=strict`;
  document.dispatchEvent(new CustomEvent("withhold:theme"));
});
