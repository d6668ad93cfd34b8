// Findings: jump to them, mend them there, or waive them with a reason and a last day, many at once; what is waived is
// shown with both, and can be taken back.

import { ask, button, el, quoting, say } from "./dom.js";
import { N_, day, joined, number, t } from "./language.js";
import { commands } from "./rows.js";
import { refresh } from "./review.js";
import { takeBack, waive } from "./waive.js";

const waived = (f) => f.waivers.length > 0;

export async function findingsView(desk, main) {
  let kind = "", severity = "", accepted = false, shown = [];
  const chosen = new Set();
  const list = el("ul", { class: "items" });
  const states = el("div", { class: "chips", role: "group", "aria-label": t("How grave, open or waived") });
  const chips = el("div", { class: "chips", role: "group", "aria-label": t("Show only") });
  const status = el("p", { class: "small", role: "status" }, t("Checking …"));
  const all = el("input", { type: "checkbox", id: "choose-all", onchange: () => { for (const f of shown) { if (all.checked) chosen.add(f.fingerprint); else chosen.delete(f.fingerprint); } draw(); } });
  const some = button("", async () => {
    const found = shown.filter((f) => chosen.has(f.fingerprint));
    if (await (accepted ? takeBack : waive)(desk, found)) chosen.clear();
  });
  main.replaceChildren(el("div", { class: "page" }, states, chips, desk.reads ? el("p", { class: "box" }, desk.reads) : null, el("div", { class: "bar chosen" }, desk.reads ? null : [el("label", { class: "small" }, all, ` ${t("Choose all that are shown")}`), some], el("span", { class: "grow" }), status), list));
  desk.found = draw;
  desk.leave = () => { desk.found = null; };
  if (!desk.pairs) { await desk.show("pairs"); await desk.show("findings"); return; }
  if (desk.findings) draw();
  refresh(desk);

  function draw() {
    const every = desk.findings.findings, done = every.filter(waived).length;
    if (!done) accepted = false;
    const mine = every.filter((f) => waived(f) === accepted);
    const grades = GRADES.filter(([name]) => mine.some((f) => f.severity === name));
    if (!grades.some(([name]) => name === severity)) severity = "";
    const found = mine.filter((f) => !severity || f.severity === severity);
    const kinds = new Map();
    for (const f of found) kinds.set(f.check, [f.title, (kinds.get(f.check) || [0, 0])[1] + 1]);
    if (kind && !kinds.has(kind)) kind = "";
    const chip = (pressed, label, n, title, onclick) => el("button", { type: "button", class: "chip", title: title || null, "aria-pressed": String(pressed), onclick }, label, " ", el("span", { class: "n" }, number(n)));
    const state = (label, n, which) => chip(accepted === which, label, n, "", () => { accepted = which; kind = ""; chosen.clear(); draw(); });
    const grade = (name, label, n) => chip(severity === name, label, n, "", () => { severity = name; kind = ""; draw(); });
    states.replaceChildren(...(done ? [state(t("Open"), every.length - done, false), state(t("Waived"), done, true), el("span", { class: "gap" })] : []),
      grade("", t("All"), mine.length), ...grades.map(([name, label, sign]) => grade(name, `${sign} ${t(label)}`, mine.filter((f) => f.severity === name).length)));
    const only = (name, label, n) => chip(kind === name, label, n, name, () => { kind = name; draw(); });
    chips.replaceChildren(only("", t("All kinds"), found.length), ...[...kinds].sort((a, b) => b[1][1] - a[1][1]).map(([name, [title, n]]) => only(name, title, n)));
    chips.hidden = kinds.size < 2;
    shown = found.filter((f) => !kind || f.check === kind);
    // What cannot be seen is not chosen.
    for (const name of [...chosen]) if (!shown.some((f) => f.fingerprint === name)) chosen.delete(name);
    const open = t("{n} open", { n: every.length - done });
    status.textContent = `${done ? joined(", ", [open, t("{n} waived", { n: done })]) : open}${desk.findings.index === null ? "" : ` · ${t("consistency {index} of 100", { index: desk.findings.index.toFixed(1) })}`}`;
    list.replaceChildren(...(shown.length ? shown.slice(0, LIMIT).map(item) : [el("li", { class: "empty" }, done ? t("Nothing is open: all that was found is waived.") : t("Nothing was found."))]),
      ...(shown.length > LIMIT ? [el("li", { class: "empty" }, t("and {n} more: choose a kind above", { n: shown.length - LIMIT }))] : []));
    count();
  }
  function count() {
    some.disabled = !chosen.size;
    const n = chosen.size;
    some.firstChild.textContent = accepted ? (n ? t("Take back {n} chosen", { n }) : t("Take back the chosen")) : n ? t("Waive {n} chosen …", { n }) : t("Waive the chosen …");
    all.checked = shown.length > 0 && shown.every((f) => chosen.has(f.fingerprint));
    all.disabled = !shown.length;
  }
  function item(f) {
    const { pairs } = desk;
    const rows = f.rows.slice(0, 8).map((key) => [key, pairs.rows.find(key)]).filter(([, at]) => at >= 0);
    const first = rows.length ? pairs.rows.list[rows[0][1]] : null;
    const both = first && first.s.length && first.t.length;
    return el("li", { class: `item ${f.severity}` },
      desk.reads ? el("span") : el("label", { class: "pick" }, el("input", { type: "checkbox", checked: chosen.has(f.fingerprint), onchange: (event) => { if (event.target.checked) chosen.add(f.fingerprint); else chosen.delete(f.fingerprint); count(); } }), el("span", { class: "vh" }, t("Choose: {message}", { message: f.message }))),
      el("div", {}, el("p", {}, el("span", { class: "severity", "aria-hidden": "true" }, `${(GRADES.find(([name]) => name === f.severity) || ["", "", "○"])[2]} `), quoting(f.message, pairs.page.languages)),
        first ? el("div", { class: "pair quote" }, [0, 1].map((side) => el("p", { lang: pairs.page.languages[side] }, pairs.rows.shown(first, side) || "–"))) : null,
        f.waivers.map((w) => el("p", { class: "box" }, t("Waived until {day} by {owner}: {reason}", { day: day(w.until), owner: w.owner, reason: w.reason }), w.fingerprint ? "" : el("span", { class: "small" }, ` ${w.document ? t("(every {check} in {document})", { check: w.check, document: w.document }) : t("(every {check})", { check: w.check })}`))),
        f.cure && !waived(f) ? el("p", { class: "cure" }, quoting(f.cure, pairs.page.languages)) : null,
        el("p", { class: "buttons" }, rows.map(([key, at]) => button(t("Row {row}", { row: at + 1 }), () => desk.show("pairs", key), { class: "link" })),
          both && !waived(f) && !desk.reads ? button(t("Correct the text"), () => mend(rows[0][0])) : null,
          desk.reads ? null : waived(f) ? button(t("Take back"), () => takeBack(desk, [f])) : button(t("Waive …"), () => waive(desk, [f])), el("span", { class: "small" }, f.title, " · ", f.check))));
  }
  async function mend(key) {
    const { pairs } = desk;
    const row = pairs.rows.list[pairs.rows.find(key)];
    if (!row) return;
    const given = await ask(t("Correct the text"), [
      { label: t("Original"), name: "source", kind: "area", rows: 4, value: pairs.rows.shown(row, 0), readonly: true, lang: pairs.page.languages[0] },
      { label: t("Translation, for the memory; the document itself is not changed"), name: "text", kind: "area", rows: 4, value: pairs.rows.shown(row, 1), lang: pairs.page.languages[1], focus: true }], t("Correct"));
    if (!given) return;
    const done = await pairs.do((rows) => commands.edit(rows, rows.find(key), 1, given.text));
    if (done) { say(t("Corrected; checking again …")); refresh(desk); }
  }
}
const LIMIT = 400;
const GRADES = [["error", N_("Errors"), "●"], ["warning", N_("Warnings"), "▲"], ["note", N_("Notes"), "○"]];
