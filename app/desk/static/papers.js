// Papers: what is there and how far it is, and two documents that are dropped become another.

import { ask, button, el, say } from "./dom.js";
import { day, joined, t } from "./language.js";
import { asked } from "./office.js";

export async function papersView(office, main) {
  const memories = (await office.call("GET", "/v1/memories")).map((one) => one.name);
  const writable = memories.filter((name) => office.may(name));
  const lists = await Promise.all(memories.map(async (memory) => (await office.call("GET", `/v1/memories/${encodeURIComponent(memory)}/papers`)).map((paper) => ({ ...paper, memory }))));
  const papers = lists.flat().sort((a, b) => (a.made < b.made ? 1 : -1));
  const input = el("input", { type: "file", multiple: true, class: "vh", id: "files", onchange: () => { take([...input.files]); input.value = ""; } });
  const into = el("select", { id: "into" }, writable.map((name) => el("option", { value: name }, name)));
  const status = el("p", { class: "small", role: "status" });
  const drop = writable.length ? el("div", { class: "drop narrow" },
    el("h2", {}, t("Drop an original and its translation here")),
    el("p", { class: "small" }, t("Word, PDF, Markdown, HTML, ODT or text. The server aligns them; then everybody of the office who may read the memory sees the paper, and who may write decides.")),
    writable.length > 1 ? el("p", {}, el("label", { for: "into" }, t("For the memory")), " ", into) : null,
    el("p", {}, el("label", { for: "files", class: "btn main", tabindex: "-1" }, t("Choose files")), input), status) : null;
  office.take = writable.length ? take : null;
  const administers = (memory) => office.me.scope === "admin" && office.may(memory);
  const removable = memories.some(administers);
  const body = papers.map((one) => {
    const share = one.length ? 100 * one.confirmed / one.length : 0;
    return el("tr", {}, el("th", { scope: "row" }, button(one.name, () => office.open(one.memory, one.paper), { class: "link" })), el("td", {}, one.memory),
      el("td", { class: "right" }, el("span", { class: "meter wide", "aria-hidden": "true" }, el("i", { style: `width:${share}%` })), el("span", { class: "beside" }, t("{part} of {whole}", { part: one.confirmed, whole: one.length }))),
      el("td", {}, one.who), el("td", {}, day(one.made)),
      removable ? el("td", {}, administers(one.memory) ? button(t("Remove"), () => remove(one), { class: "btn little", "aria-label": t("Remove: {name}", { name: one.name }) }) : null) : null);
  });
  main.replaceChildren(el("div", { class: "page start" }, drop,
    el("h2", {}, t("Papers")),
    papers.length ? el("table", { class: "grid" }, el("caption", { class: "vh" }, t("Papers")), el("thead", {}, el("tr", {}, [t("Paper"), t("Memory"), t("Confirmed"), t("Put here by"), t("On"), ...(removable ? [""] : [])].map((name, k) => (name ? el("th", { scope: "col", class: k === 2 ? "right" : "" }, name) : el("td", {}))))), el("tbody", {}, body))
      : el("p", { class: "empty" }, t("No paper is here yet."))));

  async function remove(one) {
    if (!await ask(t("Remove '{name}'?", { name: one.name }), [], t("Remove"), t("What was decided in it goes with it. What was confirmed stays in the memory."))) return;
    try {
      await office.call("DELETE", `/v1/memories/${encodeURIComponent(one.memory)}/papers/${one.paper}`);
      if (office.paper && office.paper.memory === one.memory && office.paper.number === one.paper) office.close();
      await office.show("papers");
    } catch (error) { say(error.message, "error"); }
  }
  let left = false;
  office.leave = () => { left = true; };
  async function take(files) {
    if (files.length < 1 || files.length > 2) { say(t("Drop two documents, or one in both languages."), "error"); return; }
    try {
      const named = await named_first(files);
      if (named) await put(named);
    } catch (error) { status.textContent = ""; say(error.message, "error"); }
  }
  // Which of two is the original, nobody can see from their order in a folder.
  async function named_first(files) {
    if (files.length < 2) return { files, name: files[0].name };
    const given = await ask(t("A new paper"), [
      { label: t("The original"), name: "first", options: files.map((file, k) => [String(k), file.name]), value: "0" },
      { label: t("Its name here and in the memory"), name: "name", value: files[0].name }], t("Align"));
    if (!given) return null;
    const ordered = given.first === "1" ? [files[1], files[0]] : files;
    const renamed = given.name.trim() && given.name !== files[0].name;
    return { files: ordered, name: renamed ? given.name.trim() : ordered[0].name };
  }
  async function put({ files, name }) {
    const memory = into.value;
    status.textContent = t("Sending …");
    const job = await office.call("POST", "/v1/jobs", { kind: "align", files: names(files) });
    for (const [k, file] of files.entries()) {
      const sent = await asked("PUT", `/v1/jobs/${job.id}/files/${encodeURIComponent(names(files)[k])}`, file, "application/octet-stream");
      if (!sent || sent.status >= 400) throw new Error(sent ? sent.data.error : t("The server does not answer."));
    }
    for (;;) {
      const now = await office.call("GET", `/v1/jobs/${job.id}`);
      if (now.state === "done") break;
      if (now.state === "failed" || now.state === "cancelled") throw new Error(now.cure ? joined(". ", [now.error, now.cure]) : now.error);
      status.textContent = now.state === "waiting" ? t("Waits for other work of the server …") : `${now.stage ? t(now.stage) : t("Begins")} …${now.total ? ` ${t("{done} of {total}", now)}` : ""}`;
      await new Promise((resolve) => { setTimeout(resolve, 500); });
    }
    const made = await added(memory, job.id, name);
    await office.call("DELETE", `/v1/jobs/${job.id}`).catch(() => {});
    if (made && !left) await office.open(memory, made.paper);
    else if (!made) status.textContent = "";
  }
  async function added(memory, job, name) {
    try { return await office.call("POST", `/v1/memories/${encodeURIComponent(memory)}/papers`, { job, name }); } catch (error) {
      if (error.status !== 409) throw error;
      const given = await ask(t("'{name}' is in this memory already", { name }), [{ label: t("Its name here and in the memory"), name: "name", value: name, over: true }], t("Save"));
      return given && given.name.trim() ? added(memory, job, given.name.trim()) : null;
    }
  }
}

// Names that the server takes: of what stands in a name and cannot stand in one everywhere, an underscore.
const names = (files) => {
  const safe = files.map((file) => file.name.replace(/[\u0000-\u001f<>:\u0022/\\|?*]/g, "_").replace(/^\./, "_").slice(-120));
  return safe.length === 2 && safe[0] === safe[1] ? [safe[0], `2-${safe[1]}`.slice(0, 120)] : safe;
};
