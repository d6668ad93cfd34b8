// A folder of many documents: how far each is, the riskiest first. A large folder is counted while one looks.

import { $, button, el } from "./dom.js";
import { N_, number, t, tn } from "./language.js";

const risk = (d) => (d.state === "aligned" ? d.doubtful + d.one_sided + d.lost + (d.findings || 0) : -1);
const COLUMNS = [
  [N_("Document"), (d) => d.name], [N_("Confirmed"), (d) => (d.rows ? d.confirmed / d.rows : -1)], [N_("Doubtful"), (d) => d.doubtful], [N_("One-sided"), (d) => d.one_sided],
  [N_("Lost"), (d) => d.lost], [N_("Findings"), (d) => d.findings], [N_("Terms"), (d) => d.terms],
];
// What the server says of a document without figures; programs read it too.
const STATES = [N_("being counted"), N_("not aligned yet")];
const FIGURES = ["doubtful", "one_sided", "lost", "findings", "terms"];
// Of what nobody has counted, and of losses where nothing was lost, a column says nothing.
const told = (documents, name) => documents.some((d) => (name === "lost" ? d.lost : typeof d[name] === "number"));

export async function boardView(desk, main) {
  let by = null, down = true, query = "", timer = 0, found = null, shown = FIGURES;
  const cards = el("div", { class: "cards" }), body = el("tbody"), more = el("p", { class: "small", role: "status" });
  const search = el("input", { type: "search", placeholder: t("Search documents"), "aria-label": t("Search documents"), oninput: () => { query = search.value.toLowerCase(); draw(); } });
  const heads = COLUMNS.map(([name, value], i) => el("th", { scope: "col", class: i ? "right" : "" }, button(t(name), () => {
    down = by === value ? !down : i > 0;
    by = value;
    draw();
  }, { class: "sort", title: t("Order by: {column}", { column: t(name) }) })));
  main.replaceChildren(el("div", { class: "page" }, cards, el("div", { class: "bar" }, search, el("span", { class: "grow" }), more),
    el("table", { class: "grid" }, el("caption", { class: "vh" }, t("Documents")), el("thead", {}, el("tr", {}, heads)), body)));
  desk.leave = () => { clearTimeout(timer); timer = -1; };
  await count();

  async function count() {
    const folder = desk.board;
    const next = await desk.call("board", { folder });
    if (timer === -1 || folder !== desk.board) return;
    found = next;
    $("title").textContent = found.title;
    draw();
    if (found.documents.some((d) => d.state === "being counted")) timer = setTimeout(count, 50);
  }
  function draw() {
    const sum = (name) => found.documents.reduce((all, d) => all + (d[name] || 0), 0);
    const all = found.documents;
    cards.replaceChildren(...[
      card(percent(sum("confirmed"), sum("rows")), tn("confirmed: {confirmed} of {rows} rows in {n} document", "confirmed: {confirmed} of {rows} rows in {n} documents", all.length, { confirmed: sum("confirmed"), rows: sum("rows") })),
      card(number(sum("doubtful") + sum("one_sided")), t("doubtful or one-sided, undecided")),
      told(all, "findings") && card(number(sum("findings")), t("findings of the last build")), told(all, "terms") && card(number(sum("terms")), t("terms undecided"))].filter(Boolean));
    shown = FIGURES.filter((name) => told(all, name));
    FIGURES.forEach((name, i) => { heads[i + 2].hidden = !shown.includes(name); });
    const value = by || risk, sign = down ? -1 : 1;
    const rows = found.documents.filter((d) => d.name.toLowerCase().includes(query)).sort((a, b) => {
      const [x, y] = [value(a), value(b)].map((each) => (each === undefined || each === null ? -1 : each));
      return sign * (x < y ? -1 : x > y ? 1 : 0);
    });
    heads.forEach((head, i) => { if (COLUMNS[i][1] === by) head.setAttribute("aria-sort", down ? "descending" : "ascending"); else head.removeAttribute("aria-sort"); });
    body.replaceChildren(...rows.map(line));
    const left = found.documents.filter((d) => d.state === "being counted").length;
    more.textContent = [left ? t("{left} are being counted …", { left }) : "", found.more ? t("and {more} more documents", { more: found.more }) : "",
      found.documents.some((d) => d.state === "not aligned yet") ? t("Align what is missing with: duizhao build") : "", found.documents.length ? "" : t("No documents here.")].filter(Boolean).join(" · ");
  }
  function line(d) {
    const known = d.state === "aligned";
    const share = d.rows ? 100 * d.confirmed / d.rows : 0;
    return el("tr", {},
      el("th", { scope: "row" }, known ? button(d.name, () => desk.open(d.folder), { class: "link" }) : d.name, known ? null : el("span", { class: "small" }, ` ${STATES.includes(d.state) ? t(d.state) : d.state}`)),
      el("td", { class: "right" }, d.rows ? [el("span", { class: "meter wide", role: "img", "aria-label": t("{share} confirmed", { share: percent(d.confirmed, d.rows) }) }, el("i", { style: `width:${share}%` })), el("span", { class: "beside" }, t("{part} of {whole}", { part: d.confirmed, whole: d.rows }))] : ""),
      shown.map((name) => el("td", { class: `right ${d[name] ? "" : "faint"}` }, d[name] === undefined || d[name] === null ? "–" : number(d[name]))));
  }
}

// A little is not nothing, and nearly all is not all.
function percent(part, whole) {
  const share = whole ? 100 * part / whole : 0;
  return share > 0 && share < 1 ? t("under 1 %") : `${Math.floor(share)} %`;
}

function card(figure, words) { return el("div", { class: "card" }, el("p", { class: "figure" }, el("b", {}, figure)), el("p", { class: "small" }, words)); }
