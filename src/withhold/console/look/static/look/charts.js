// Draws each chart from the numbers that stand in the page; its table says the same.
const drawn = [];
function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }
// On a phone a long name stands in several lines, where its bar has room for them.
function lines(name, chart) {
  if (chart.width > 500 || chart.height / chart.data.labels.length < 40) return name;
  return name.match(/.{1,18}(?:\s|$)|\S+/g) ?? name;
}
function options(kind, text, line) {
  const axis = { grid: { color: line }, border: { color: line }, beginAtZero: true };
  const values = { ...axis, ticks: { color: text, precision: 0 } };
  // A bar without its name says nothing: the page gives room for all of them.
  const names = { ...axis, ticks: { color: text, autoSkip: kind !== "horizontal" } };
  if (kind === "horizontal") names.ticks.callback = function (place) { return lines(this.getLabelForValue(place), this.chart); };
  return {
    animation: false, maintainAspectRatio: false, responsive: true, indexAxis: kind === "horizontal" ? "y" : "x",
    scales: kind === "horizontal" ? { x: values, y: names } : { x: names, y: values },
    plugins: { legend: { labels: { color: text, usePointStyle: kind === "line" } } }
  };
}
function draw(place) {
  const told = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  const text = colour("--govuk-text-colour"), line = colour("--wh-line");
  const dashes = [[], [6, 4], [2, 3], [10, 4, 2, 4]];
  const datasets = told.series.map((one, index) => ({
    label: one.label, data: one.values, backgroundColor: colour(`--wh-chart-${index % 6 + 1}`),
    borderColor: colour(`--wh-chart-${index % 6 + 1}`), borderDash: dashes[index % dashes.length],
    borderWidth: told.kind === "line" ? 2 : 0, maxBarThickness: 72, pointStyle: ["circle", "rect", "triangle", "rectRot"][index % 4]
  }));
  const type = told.kind === "line" ? "line" : "bar";
  drawn.push(new Chart(place, { type, data: { labels: told.labels, datasets }, options: options(told.kind, text, line) }));
}
function all() {
  while (drawn.length) drawn.pop().destroy();
  document.querySelectorAll("canvas[data-chart]").forEach(draw);
}
all();
document.addEventListener("withhold:theme", all);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
