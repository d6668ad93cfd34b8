const list = document.getElementById("list");
const rows = Array.from(list.children);
const byId = (id) => document.getElementById(id);
const search = byId("search"), sort = byId("sort"), varying = byId("varying"), open = byId("open");
const number = (row, name) => Number(row.dataset[name]);
const orders = {
  rank: (a, b) => number(a, "rank") - number(b, "rank"),
  name: (a, b) => a.dataset.name.localeCompare(b.dataset.name),
  count: (a, b) => number(b, "count") - number(a, "count"),
  variants: (a, b) => number(b, "variants") - number(a, "variants") || number(b, "count") - number(a, "count"),
};
function show() {
  const words = search.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    const fits = words.every((word) => row.dataset.search.includes(word))
      && (!varying.checked || "varies" in row.dataset) && (!open.checked || !("decided" in row.dataset));
    row.hidden = !fits;
    shown += fits;
  }
  byId("shown").textContent = t("{n} shown", { n: shown });
  byId("none").hidden = shown > 0;
}
function order() {
  list.append(...rows.sort(orders[sort.value]));
}
search.addEventListener("input", show);
varying.addEventListener("change", show);
open.addEventListener("change", show);
sort.addEventListener("change", order);
document.querySelector("header").append(chooser());
document.addEventListener("language", show);
use(preferred());
if (location.hash) {
  const row = byId(decodeURIComponent(location.hash.slice(1)));
  if (row) { row.open = true; row.scrollIntoView(); }
}
