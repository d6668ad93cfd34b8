// The language of the page. English is what is written in it; other languages stand in it as JSON (`words`), made by
// `duizhao.page.words`: sentences of scripts by the English one, and those of the page itself by their number.

const root = document.documentElement;
export const language = () => root.lang;
export const LANGUAGES = [["en", "English"], ["zh-Hans", "简体中文"], ["zh-Hant", "繁體中文"]];
const TAGS = LANGUAGES.map(([tag]) => tag);
const written = root.lang;

let known = null;
// Read when it is first asked for: in English it never is.
function words() {
  if (!known) known = JSON.parse(document.getElementById("words").textContent);
  return known;
}

// As toLocaleString writes whole numbers in English and Chinese, whose tables take long to load.
export const number = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

// A sentence with its values, {name} by name; whole numbers are grouped.
export function t(template, values = null) {
  const at = TAGS.indexOf(root.lang) - 1;
  const own = at < 0 ? template : (words().script[template] || [])[at] || template;
  return values ? own.replace(/\{(\w+)\}/g, (all, name) => (name in values ? shown(values[name]) : all)) : own;
}
const shown = (value) => (typeof value === "number" && Number.isInteger(value) ? number(value) : String(value));

// The sentence of one, or of many; {n} is a value of both. Chinese has one form for each.
export const tn = (one, many, n, values = {}) => t(n === 1 ? one : many, { n, ...values });

// A sentence that is said later, by t: it stands in a table.
export const N_ = (template) => template;

// Several words or sentences one after another.
const MARKS = { ", ": "、", "; ": "；", ". ": "。", " ": "" };
export const joined = (mark, parts) => parts.join(root.lang === "en" ? mark : MARKS[mark] || mark);

// A day or a moment: as it is written in English texts of ours (2027-12-31 12:30), and as Chinese writes it.
export function day(iso, time = false) {
  const plain = iso.slice(0, time ? 16 : 10).replace("T", " ");
  const found = new Date(iso);
  if (root.lang === "en" || Number.isNaN(found.getTime())) return plain;
  const how = { dateStyle: "long", timeZone: "UTC", ...(time && iso.includes("T") ? { timeStyle: "short" } : {}) };
  return new Intl.DateTimeFormat(root.lang, how).format(found);
}

// What was chosen before on these pages; else the language in which this page was written, where that is not English;
// else the first of the browser's languages that is known.
export function preferred() {
  let kept = "";
  try { kept = localStorage.getItem("duizhao-language"); } catch { /* nothing is kept */ }
  if (TAGS.includes(kept)) return kept;
  return written !== "en" ? written : (navigator.languages || []).map(meant).find(Boolean) || "en";
}
function meant(tag) {
  const [first, ...rest] = tag.toLowerCase().split("-");
  if (first === "zh") return rest.some((part) => ["tw", "hk", "mo", "hant"].includes(part)) ? "zh-Hant" : "zh-Hans";
  return first === "en" ? "en" : "";
}

// Show the page in a language; scripts hear `language` and draw anew what is theirs.
export function use(tag) {
  if (tag === root.lang) return;
  root.lang = tag;
  apply();
  for (const node of document.querySelectorAll("select.language")) node.value = tag;
  document.dispatchEvent(new CustomEvent("language"));
}

// The page's own sentences in the language that is used. What has elements in it keeps them, at their places.
export function apply(top = document) {
  const at = TAGS.indexOf(root.lang);
  for (const node of top.querySelectorAll("[data-t]")) {
    const page = words().page[node.dataset.t];
    if (node.first === undefined) node.first = [...node.childNodes];
    if ("slots" in node.dataset) fill(node, page[at], page[TAGS.indexOf(written)]);
    else if (root.lang === written) node.replaceChildren(...node.first);
    else node.textContent = page[at];
  }
  for (const name of ["title", "aria-label", "placeholder"]) {
    for (const node of top.querySelectorAll(`[data-t-${name}]`)) node.setAttribute(name, words().page[node.getAttribute(`data-t-${name}`)][at]);
  }
}
const SLOT = /\{(\d)\}/;
function fill(node, template, first) {
  const order = first.split(SLOT).filter((part, k) => k % 2);
  if (!node.held) node.held = Object.fromEntries([...node.children].map((child, k) => [order[k], child]));
  node.replaceChildren(...template.split(SLOT).map((part, k) => (k % 2 ? node.held[part] : part)));
}

// The field where somebody chooses the language.
export function chooser() {
  const field = document.createElement("select");
  field.className = "language";
  field.setAttribute("aria-label", "Language · 语言");
  field.title = "Language · 语言";
  for (const [tag, name] of LANGUAGES) {
    const option = document.createElement("option");
    Object.assign(option, { value: tag, textContent: name, lang: tag, selected: tag === root.lang });
    field.append(option);
  }
  field.addEventListener("change", () => {
    try { localStorage.setItem("duizhao-language", field.value); } catch { /* not kept */ }
    use(field.value);
  });
  return field;
}
