// Start: drop documents, what runs, what was open last, the sample.

import { brought, given } from "./bring.js";
import { $, ask, button, el, say } from "./dom.js";
import { joined, t, tn } from "./language.js";

export async function start(desk, main) {
  desk.state = await desk.call("state");
  $("title").textContent = t("Desk");
  const input = el("input", { type: "file", multiple: true, class: "vh", id: "files", onchange: () => take([...input.files]) });
  const drop = el("div", { class: "drop" },
    el("h2", {}, t("Drop an original and its translation here")),
    el("p", { class: "small" }, t("Word, PDF, Markdown, HTML, ODT or text; two files, or many at once: they are paired by what they say. One file with both languages, or a table, works too. Nothing leaves this machine.")),
    el("p", {}, el("label", { for: "files", class: "btn main", tabindex: "-1" }, t("Choose files")), input, " ",
      button(t("Try the sample paper"), () => work(desk.call("sample")))));
  const jobs = el("section", { "aria-label": t("Alignments"), class: "jobs", "aria-live": "polite" });
  const recent = el("section", { "aria-labelledby": "recent" });
  const path = el("input", { type: "text", "aria-label": t("Path of a folder"), placeholder: t("Path of a folder that duizhao align wrote") });
  main.replaceChildren(el("div", { class: "page start" }, drop, jobs, recent,
    el("form", { class: "line", onsubmit: (event) => { event.preventDefault(); openPath(path.value.trim()); } }, path, el("button", { type: "submit", class: "btn" }, t("Open folder"))),
    el("p", { class: "small" }, t("Decisions are signed: "), el("b", {}, desk.state.who || t("nobody")), " ", button(t("Change"), rename))));
  desk.take = take;

  if (desk.state.recent.length) {
    recent.replaceChildren(el("h2", { id: "recent" }, t("Go on with")), el("ul", { class: "list" }, desk.state.recent.map((one) =>
      el("li", {}, button(one.title, () => openPath(one.folder), { class: "link" }), el("span", { class: "small" }, one.folder)))));
  }
  async function openPath(folder) {
    if (!folder) return;
    try {
      await desk.open(folder);
    } catch (error) {
      try {
        const { documents } = await desk.call("board", { folder });
        if (!documents.length) throw error;
        desk.board = folder;
        await desk.show("board");
      } catch { say(error.message, "error"); }
    }
  }
  async function rename() {
    const said = await ask(t("Who reviews?"), [{ label: t("Name that signs decisions"), name: "who", value: desk.state.who }]);
    if (said) { await desk.call("name", said); desk.show("start"); }
  }
  async function take(files) {
    if (!files.length) return;
    say(tn("Reading {file} …", "Reading {n} files …", files.length, { file: files[0].name }));
    try {
      await work(desk.call("drop", { files: await given(files) }));
    } catch (error) { say(error.message, "error"); }
  }
  async function work(asked) {
    try {
      const found = await asked;
      say("");
      if (found.brought) { await brought(desk, found.brought); return; }
      watch(found.jobs.length === 1 ? found.jobs[0].id : null);
    } catch (error) { say(error.message, "error"); }
  }
  let timer = 0;
  desk.leave = () => clearTimeout(timer);
  async function watch(wanted) {
    clearTimeout(timer);
    const found = (await desk.call("progress")).jobs;
    draw(found);
    const mine = found.find((job) => job.id === wanted);
    if (mine && mine.state === "done" && mine.folder) {
      // What is to be said of it would otherwise stand on a page that nobody sees any more.
      desk.open(mine.folder).then(() => { if (mine.warnings.length) say(joined(" ", mine.warnings), "busy"); }, (error) => say(error.message, "error"));
      return;
    }
    if (found.some((job) => job.state === "running" || job.state === "waiting")) timer = setTimeout(() => watch(wanted), 250);
  }
  function draw(found) {
    const several = found.filter((job) => job.state === "done" && job.folder).length > 1;
    jobs.replaceChildren(found.length ? el("h2", {}, t("Alignments")) : "",
      several ? el("p", { class: "buttons" }, button(t("How far all of them are"), () => { desk.board = desk.state.workspace; desk.show("board"); })) : "", el("ul", { class: "list" }, [...found].reverse().map((job) => {
      const busy = job.state === "running" || job.state === "waiting";
      const words = { waiting: t("waits"), running: `${job.stage || t("Begins")} …${job.total ? ` ${t("{done} of {total} {unit}", job)}` : ""}`, done: t("done"), failed: job.error, cancelled: t("cancelled") }[job.state];
      return el("li", { class: `job ${job.state}` }, el("b", {}, job.title), " ", el("span", { class: job.state === "failed" ? "wrong" : "small" }, job.cure ? joined(". ", [words, job.cure]) : words),
        job.warnings.length ? el("ul", { class: "small" }, job.warnings.map((words) => el("li", {}, words))) : null,
        busy ? el("progress", { "aria-label": t("Progress of {title}", { title: job.title }), ...(job.total ? { max: job.total, value: job.done } : {}) }) : null,
        busy ? button(t("Cancel"), () => desk.call("cancel", { id: job.id }).then((f) => draw(f.jobs))) : null,
        job.state === "done" && job.folder ? button(t("Open"), () => openPath(job.folder), { class: "btn main" }) : null);
    })));
  }
  draw(desk.state.jobs);
  const running = desk.state.jobs.filter((job) => job.state === "running" || job.state === "waiting");
  if (running.length) watch(running.length === 1 ? running[0].id : null);
}
