// A folder of many documents: how far each is, the riskiest first.

import { $, button, el, number } from "./dom.js";

export async function boardView(desk, main) {
  const found = await desk.call("board", { folder: desk.board });
  $("title").textContent = found.title;
  const sum = (name) => found.documents.reduce((all, d) => all + (d[name] || 0), 0);
  const risk = (d) => (d.state === "aligned" ? d.doubtful + d.one_sided + d.lost + (d.findings || 0) : -1);
  const rows = [...found.documents].sort((a, b) => risk(b) - risk(a));
  const share = sum("rows") ? Math.floor(100 * sum("confirmed") / sum("rows")) : 0;
  main.replaceChildren(el("div", { class: "page" },
    el("div", { class: "cards" },
      card(`${share} %`, `confirmed: ${number(sum("confirmed"))} of ${number(sum("rows"))} rows`),
      card(number(sum("doubtful") + sum("one_sided")), "doubtful or one-sided, undecided"),
      card(number(sum("findings")), "findings of the last build"), card(number(sum("terms")), "terms undecided")),
    el("table", { class: "grid" }, el("caption", { class: "vh" }, "Documents"),
      el("thead", {}, el("tr", {}, ["Document", "Confirmed", "Doubtful", "One-sided", "Lost", "Findings", "Terms"].map((name, i) => el("th", { scope: "col", class: i ? "right" : "" }, name)))),
      el("tbody", {}, rows.map((d) => el("tr", {},
        el("th", { scope: "row" }, d.state === "aligned" ? button(d.name, () => desk.open(d.folder), { class: "link" }) : d.name, d.state === "aligned" ? null : el("span", { class: "small" }, ` ${d.state}`)),
        el("td", { class: "right" }, d.rows ? [el("span", { class: "meter wide", role: "img", "aria-label": `${Math.floor(100 * d.confirmed / d.rows)} percent confirmed` }, el("i", { style: `width:${Math.floor(100 * d.confirmed / d.rows)}%` })), ` ${number(d.confirmed)} / ${number(d.rows)}`] : ""),
        ["doubtful", "one_sided", "lost", "findings", "terms"].map((name) => el("td", { class: `right ${d[name] ? "" : "faint"}` }, d[name] === undefined || d[name] === null ? "–" : number(d[name]))))))),
    found.more ? el("p", { class: "small" }, `and ${found.more} more`) : null,
    rows.some((d) => d.state === "not aligned yet") ? el("p", { class: "small" }, "Align what is missing with: duizhao build") : null));
}

function card(figure, words) { return el("div", { class: "card" }, el("p", { class: "figure" }, el("b", {}, figure)), el("p", { class: "small" }, words)); }
