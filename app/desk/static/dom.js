// Small helpers: elements, messages, dialogs. Text always goes in as text, never as markup.

import { language, t } from "./language.js";

export function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

export const $ = (id) => document.getElementById(id);

export function button(label, action, options = {}) {
  const { key, title, kind, ...rest } = options;
  return el("button", { type: "button", class: kind || "btn", title, onclick: action, ...rest },
    label, key ? el("kbd", { "aria-hidden": "true" }, key) : null);
}

let timer = 0;
export function say(text, kind = "") {
  const box = $("said");
  if (!box) return;
  box.textContent = text;
  box.className = `said ${kind}`.trim();
  clearTimeout(timer);
  if (kind !== "error" && kind !== "busy") timer = setTimeout(() => { box.textContent = ""; }, 6000);
}

// A text of ours that quotes Chinese, its Chinese marked as such: in fonts for English its stops are too narrow, and a
// screen reader would spell it.
const HAN = /([\u2e80-\u2fdf\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]+)/;
export const quoting = (text, tags) => language() !== "en" ? [text] : text.split(HAN).map((part, k) => (k % 2 ? el("span", { lang: tags.find((tag) => tag.startsWith("zh")) || "zh" }, part) : part));

// A form in a dialog; resolves to its values, or null where it was closed.
export function ask(title, fields, action = t("Save"), about = "") {
  return new Promise((resolve) => {
    const inputs = fields.map((field) => {
      const { label, name, kind = "text", options, focus, over, ...rest } = field;
      const id = `ask-${name}`;
      const input = options
        ? el("select", { id, ...rest }, options.map(([value, text]) => el("option", { value, selected: value === field.value }, text)))
        : el(kind === "area" ? "textarea" : "input", { id, type: kind === "area" ? null : kind, ...rest });
      return { name, input, focus, over, row: el("p", { class: "field" }, el("label", { for: id }, label), input) };
    });
    let result = null;
    const form = el("form", { method: "dialog" }, el("h2", { id: "ask-title" }, title), about ? el("p", { class: "small" }, about) : null, inputs.map((i) => i.row),
      el("p", { class: "buttons" }, el("button", { type: "submit", class: "btn main" }, action),
        button(t("Cancel"), () => box.close())));
    const box = el("dialog", { "aria-labelledby": "ask-title" }, form);
    form.addEventListener("submit", () => { result = Object.fromEntries(inputs.map((i) => [i.name, i.input.value])); });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && composing(event)) event.preventDefault();
      else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    box.addEventListener("close", () => { box.remove(); resolve(result); });
    document.body.append(box);
    box.showModal();
    const first = inputs.find((i) => i.focus) || inputs[0];
    if (first) first.input.focus();
    if (first && first.over) first.input.select();
  });
}

// Something to read in a dialog.
export function show(title, children, kind = "help") {
  const box = el("dialog", { class: kind, "aria-labelledby": "show-title" }, el("h2", { id: "show-title" }, title), children,
    el("p", { class: "buttons" }, button(t("Close"), () => box.close())));
  box.addEventListener("close", () => box.remove());
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
  document.body.append(box);
  box.showModal();
}

// While an input method composes, its keys are its own; some browsers say so by the key code alone.
export function composing(event) { return event.isComposing || event.keyCode === 229; }

export function theme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("duizhao-theme", root.dataset.theme); } catch { /* not kept */ }
}

export function download(name, text, kind = "application/json") {
  const url = URL.createObjectURL(new Blob([text], { type: kind }));
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
