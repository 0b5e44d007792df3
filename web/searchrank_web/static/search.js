"use strict";

// The search box: completes what is typed, never disturbs an input method, and works without any of this as a plain form.

const REST_MS = 100;
const RECENT = "searchrank.recent";
const MOST_RECENT = 8;
const MOST_SCOPED = 2;
const IME_KEY = 229;

const form = document.querySelector("form.box");
const input = document.getElementById("q");
const popup = document.getElementById("popup");
const list = document.getElementById("suggestions");
const heading = document.querySelector(".popup-head");
const forget = document.getElementById("forget");
const announced = document.getElementById("announced");
const says = form.dataset;

const state = { asked: 0, controller: null, timer: null, typed: input.value, active: -1, composing: false, answer: "", source: "complete" };

// ---- recent searches: kept in this browser only

function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(RECENT) || "[]");
    return Array.isArray(kept) ? kept.filter((text) => typeof text === "string") : [];
  } catch {
    return [];
  }
}

function keepRecent(texts) {
  try {
    localStorage.setItem(RECENT, JSON.stringify(texts.slice(0, MOST_RECENT)));
  } catch {
    // A browser that keeps nothing still searches.
  }
}

function rememberThisSearch() {
  const shown = document.querySelector(".results");
  const text = shown && shown.dataset.query.trim();
  if (text) keepRecent([text, ...recent().filter((one) => one !== text)]);
}

// ---- the list under the box

function plain(escaped) {
  const names = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
  return escaped.replace(/&(#x?[0-9a-f]+|[a-z]+);/gi, (whole, name) => {
    if (name[0] !== "#") return names[name] ?? whole;
    const code = name[1].toLowerCase() === "x" ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return Number.isNaN(code) ? whole : String.fromCodePoint(code);
  });
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// The answer's <mark> wraps what would be completed; nothing else in it is markup.
function labelled(highlight, text) {
  const label = element("span", "text");
  (highlight || text).split(/<mark>([\s\S]*?)<\/mark>/).forEach((piece, index) => {
    if (piece) label.append(index % 2 ? element("b", "", plain(piece)) : document.createTextNode(highlight ? plain(piece) : piece));
  });
  return label;
}

function optionOf(suggestion, index) {
  const option = element("li");
  option.id = "suggestion-" + index;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.dataset.text = suggestion.text;
  option.append(labelled(suggestion.highlight, suggestion.text));
  if (suggestion.scope) {
    option.dataset.category = suggestion.scope;
    option.append(element("span", "scope", says.category.replace("{category}", suggestion.scope.split(">").pop().trim())));
  }
  if (suggestion.hits) option.append(element("span", "hits", says.hits.replace("{n}", suggestion.hits.toLocaleString())));
  return option;
}

function show(suggestions, title, source) {
  state.source = source || "complete";
  list.replaceChildren(...suggestions.map(optionOf));
  list.setAttribute("aria-label", title || input.getAttribute("aria-label"));
  heading.hidden = !title || !suggestions.length;
  forget.hidden = source !== "recent";
  document.getElementById("popup-title").textContent = title || "";
  state.active = -1;
  input.removeAttribute("aria-activedescendant");
  open(suggestions.length > 0);
  announced.textContent = suggestions.length ? says.shown.replace("{n}", suggestions.length) : "";
}

function open(yes) {
  popup.hidden = !yes;
  input.setAttribute("aria-expanded", String(yes));
  if (!yes) {
    state.active = -1;
    input.removeAttribute("aria-activedescendant");
  }
}

function close() {
  cancel();
  open(false);
}

function activate(index) {
  const options = [...list.children];
  options.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
  state.active = index;
  const option = options[index];
  option?.scrollIntoView({ block: "nearest" });
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
  input.value = option ? option.dataset.text : state.typed;
}

function move(step) {
  const count = list.children.length + 1;
  activate(((state.active + 1 + step + count) % count) - 1);
}

function take(option) {
  input.value = state.typed = option.dataset.text;
  hidden("filter", option.dataset.category ? "category:" + option.dataset.category : "");
  hidden("source", state.source);
  hidden("from_query_id", state.source === "recent" ? "" : state.answer);
  close();
  form.requestSubmit();
}

// What a taken suggestion told of itself does not hold for the next text.
function untold() {
  for (const name of ["filter", "source", "from_query_id"]) hidden(name, "");
}

function hidden(name, value) {
  form.querySelector(`input[name="${name}"]`)?.remove();
  if (!value) return;
  const field = element("input");
  Object.assign(field, { type: "hidden", name, value });
  form.append(field);
}

// ---- asking: the newest keystroke wins

function cancel() {
  clearTimeout(state.timer);
  state.timer = null;
  state.controller?.abort();
  state.controller = null;
  state.asked += 1;
}

async function ask(text) {
  cancel();
  const turn = state.asked;
  state.controller = new AbortController();
  try {
    const response = await fetch("/suggest?" + new URLSearchParams({ q: text, limit: text ? "10" : "40" }), { signal: state.controller.signal });
    if (!response.ok) return;
    const answer = await response.json();
    if (turn !== state.asked || document.activeElement !== input) return;
    state.answer = answer.query_id;
    if (text) show(scoped(answer.suggestions));
    else show(readable(answer.suggestions).slice(0, 10), says.popular, "popular");
  } catch {
    // Aborted by a newer keystroke, or offline: the form still works.
  } finally {
    if (turn === state.asked) state.controller = null;
  }
}

// What is written in the language of the page stands first.
function readable(suggestions) {
  const chinese = document.documentElement.lang.startsWith("zh");
  const foreign = (one) => /\p{Script=Han}/u.test(one.text) !== chinese;
  return [...suggestions.filter((one) => !foreign(one)), ...suggestions.filter(foreign)];
}

function scoped(suggestions) {
  let left = MOST_SCOPED;
  return suggestions.flatMap((one) => {
    const scope = one.type === "category" ? one.category : null;
    return scope && left-- <= 0 ? [] : [{ ...one, scope }];
  });
}

function typed() {
  const first = state.typed === "";
  state.typed = input.value;
  untold();
  const text = input.value.trim();
  cancel();
  if (!text) showWithoutText();
  else if (first) ask(text);
  else state.timer = setTimeout(() => ask(text), REST_MS);
}

function showWithoutText() {
  const texts = recent();
  if (texts.length) show(texts.map((text) => ({ text })), says.recent, "recent");
  else ask("");
}

function wake() {
  if (!popup.hidden || state.controller) return;
  if (input.value.trim()) ask(input.value.trim());
  else showWithoutText();
}

// ---- the word in the empty box: it takes turns while nobody types, and Enter in the empty box searches it

const TURN_MS = 5000;
const hints = JSON.parse(input.dataset.hints || "[]");
const hint = { at: 0, told: new Set() };

function showHint(at) {
  const [text, said] = hints[at];
  hint.at = at;
  input.placeholder = form.elements.hint.value = text;
  document.getElementById("hinted").textContent = said;
  if (!hint.told.has(text)) tellHint(text, input.dataset.hintId);
  hint.told.add(text);
}

function turnHint() {
  const still = document.hidden || document.activeElement === input || input.value || matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!still) showHint((hint.at + 1) % hints.length);
}

// What was typed is searched as it is; an empty box searches the word that it shows.
function takeHint() {
  if (!hints.length) return;
  if (!input.value.trim() && !form.elements.filter) {
    input.value = state.typed = form.elements.hint.value;
    hidden("source", "hint");
    hidden("from_query_id", input.dataset.hintId);
  }
  for (const name of ["hint", "hint_id"]) form.elements[name].disabled = true;
}

if (hints.length) {
  showHint(0);
  if (hints.length > 1) setInterval(turnHint, TURN_MS);
}

// ---- keys

function composing(event) {
  return event.isComposing || event.keyCode === IME_KEY || state.composing;
}

function leaveOrClear() {
  input.value = state.typed = popup.hidden ? "" : state.typed;
  close();
}

input.addEventListener("keydown", (event) => {
  // While an input method composes, its keys are its own: Enter, arrows and Escape choose characters there.
  if (composing(event)) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (event.key === "ArrowUp" && event.altKey) close();
    else if (popup.hidden) wake();
    else if (!event.altKey) move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && state.active >= 0) {
    event.preventDefault();
    take(list.children[state.active]);
  } else if (event.key === "Escape") {
    event.preventDefault();
    leaveOrClear();
  } else if (event.key === "Tab") {
    close();
  }
});

input.addEventListener("compositionstart", () => { state.composing = true; });
input.addEventListener("compositionend", () => {
  state.composing = false;
  if (input.value !== state.typed) typed();
});
input.addEventListener("input", typed);
input.addEventListener("focus", () => { if (!input.value.trim()) showWithoutText(); });
input.addEventListener("click", wake);
input.addEventListener("blur", close);

form.addEventListener("submit", (event) => {
  if (state.composing) return event.preventDefault();
  takeHint();
  close();
});

// A press must not take the focus (and with it the list) away before the click arrives.
popup.addEventListener("mousedown", (event) => event.preventDefault());
list.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) take(option);
});
forget.addEventListener("click", () => {
  keepRecent([]);
  forgetMe();
  showWithoutText();
});

window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  untold();
  for (const name of hints.length ? ["hint", "hint_id"] : []) form.elements[name].disabled = false;
  close();
});

// Where a search came from is told once; the address that people copy does not carry it.
const here = new URL(location.href);
if (here.searchParams.has("from_query_id") || here.searchParams.has("source")) {
  here.searchParams.delete("from_query_id");
  here.searchParams.delete("source");
  history.replaceState(history.state, "", here);
}
rememberThisSearch();
