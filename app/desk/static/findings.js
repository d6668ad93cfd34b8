// Findings: jump to them, mend them there, or waive them with a reason and a last day, many at once.

import { ask, button, el, number, say } from "./dom.js";
import { commands } from "./rows.js";
import { refresh } from "./review.js";

export async function findingsView(desk, main) {
  let kind = "";
  const chosen = new Set();
  const list = el("ul", { class: "items" });
  const chips = el("div", { class: "chips", role: "group", "aria-label": "Show only" });
  const status = el("p", { class: "small", role: "status" }, "Checking …");
  const some = button("Waive the chosen …", () => waive(desk.findings.findings.filter((f) => chosen.has(f.fingerprint))));
  main.replaceChildren(el("div", { class: "page" }, el("div", { class: "bar" }, chips, el("span", { class: "grow" }), status, some), list));
  desk.found = draw;
  desk.leave = () => { desk.found = null; };
  if (!desk.pairs) { await desk.show("pairs"); await desk.show("findings"); return; }
  if (desk.findings) draw();
  refresh(desk);

  function draw() {
    const found = desk.findings.findings;
    const kinds = new Map();
    for (const f of found) kinds.set(f.check, (kinds.get(f.check) || 0) + 1);
    if (kind && !kinds.has(kind)) kind = "";
    const chip = (name, label, n) => el("button", { type: "button", class: "chip", "aria-pressed": String(kind === name), onclick: () => { kind = name; draw(); } }, label, " ", el("span", { class: "n" }, number(n)));
    chips.replaceChildren(chip("", "All", found.length), ...[...kinds].sort((a, b) => b[1] - a[1]).map(([name, n]) => chip(name, name, n)));
    const shown = found.filter((f) => !kind || f.check === kind);
    status.textContent = found.length ? `${number(found.length)} findings${desk.findings.index === null ? "" : ` · consistency ${desk.findings.index.toFixed(1)} of 100`}` : "No findings.";
    list.replaceChildren(...shown.slice(0, 400).map(item));
    some.disabled = !chosen.size;
  }
  function item(f) {
    const rows = f.rows.slice(0, 8).map((key) => [key, desk.pairs.rows.find(key)]).filter(([, at]) => at >= 0);
    return el("li", { class: `item ${f.severity}` },
      el("label", { class: "pick" }, el("input", { type: "checkbox", checked: chosen.has(f.fingerprint), onchange: (event) => { if (event.target.checked) chosen.add(f.fingerprint); else chosen.delete(f.fingerprint); some.disabled = !chosen.size; } }), el("span", { class: "vh" }, `Choose: ${f.message}`)),
      el("div", {}, el("p", {}, el("span", { class: "severity", "aria-hidden": "true" }, f.severity === "error" ? "● " : f.severity === "warning" ? "▲ " : "○ "), f.message, " ", el("span", { class: "small" }, f.check)),
        f.cure ? el("p", { class: "cure" }, f.cure) : null,
        el("p", { class: "buttons" }, rows.map(([key, at]) => button(`Row ${at + 1}`, () => desk.show("pairs", key), { class: "link" })),
          rows.length ? button("Mend the text", () => mend(rows[0][0])) : null, button("Waive …", () => waive([f])))));
  }
  async function mend(key) {
    const { pairs } = desk;
    const row = pairs.rows.list[pairs.rows.find(key)];
    if (!row) return;
    const side = row.t.length ? 1 : 0;
    const given = await ask("Mend the text", [
      { label: "Original", name: "source", kind: "area", rows: 4, value: pairs.rows.shown(row, 0), readonly: true, lang: pairs.page.languages[0] },
      { label: side ? "Translation, for the memory; the document itself is not changed" : "Original, for the memory", name: "text", kind: "area", rows: 4, value: pairs.rows.shown(row, side), lang: pairs.page.languages[side] }], "Mend");
    if (!given) return;
    const done = await pairs.do((rows) => commands.edit(rows, rows.find(key), side, given.text));
    if (done) { say("Mended; checking again …"); refresh(desk); }
  }
  async function waive(findings) {
    if (!findings.length) return;
    const year = new Date(Date.now() + 180 * 864e5).toISOString().slice(0, 10);
    const given = await ask(findings.length === 1 ? "Accept this finding" : `Accept ${findings.length} findings`, [
      { label: "Reason", name: "reason", required: true }, { label: "Who takes it on", name: "owner", value: desk.state.who, required: true },
      { label: "Until", name: "until", kind: "date", value: year, required: true }], "Waive");
    if (!given) return;
    try {
      const { policy } = await desk.call("waive", { findings: findings.map((f) => ({ check: f.check, fingerprint: f.fingerprint })), ...given });
      chosen.clear();
      say(`Written to ${policy}`);
      refresh(desk);
    } catch (error) { say(error.message, "error"); }
  }
}
