"use strict";

// What the page tells the shop: what was searched, what was opened, which word stood in the box. In the terms of User Behavior Insights, under an id
// that this browser makes up; a browser that asks not to be followed tells nothing.

const SHOPPER = "shopper";
const YEAR_SECONDS = 365 * 24 * 3600;
const unfollowed = navigator.globalPrivacyControl || navigator.doNotTrack === "1";

function madeUp() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function keptId() {
  return document.cookie.split("; ").find((one) => one.startsWith(SHOPPER + "="))?.slice(SHOPPER.length + 1);
}

function keepId(id) {
  document.cookie = `${SHOPPER}=${id}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}

function visitId() {
  try {
    const kept = sessionStorage.getItem("searchrank.visit") || madeUp();
    sessionStorage.setItem("searchrank.visit", kept);
    return kept;
  } catch {
    return undefined;
  }
}

// A new id: what was told before says nothing of who comes now.
function forgetMe() {
  if (!unfollowed) keepId(madeUp());
}

function tell(path, told) {
  if (unfollowed) return;
  if (!keptId()) keepId(madeUp());
  const who = { user_id: keptId(), client_id: keptId(), session_id: visitId(), application: "page", timestamp: new Date().toISOString() };
  const body = new Blob([JSON.stringify([{ ...who, ...told }])], { type: "text/plain" });
  navigator.sendBeacon(path, body);
}

function tellHint(text, queryId) {
  const attributes = { scene: "hint", object: { object_id: text, object_id_type: "query" }, position: { ordinal: 1 } };
  tell("/ubi_events", { action_name: "impression", query_id: queryId, event_attributes: attributes });
}

function tellSearch(results) {
  const asked = new URL(location.href).searchParams;
  const attributes = { source: asked.get("source") || "typed", page: Number(asked.get("page") || 1), device: innerWidth < 641 ? "phone" : "desktop" };
  if (asked.get("from_query_id")) attributes.from_query_id = asked.get("from_query_id");
  if (asked.getAll("filter").length) attributes.filters = asked.getAll("filter");
  const shown = [...results.querySelectorAll(".card[data-id]")].map((card) => card.dataset.id);
  const query = { query_id: results.dataset.queryId, user_query: asked.get("q"), query_response_hit_ids: shown, query_attributes: attributes };
  tell("/ubi_queries", query);
}

function tellOpened(event) {
  const card = event.target.closest(".card[data-id]");
  const results = event.target.closest(".results[data-query-id]");
  if (!card || !results || !event.target.closest("a")) return;
  const attributes = { object: { object_id: card.dataset.id, object_id_type: card.dataset.kind }, position: { ordinal: Number(card.dataset.rank) } };
  tell("/ubi_events", { action_name: "click", query_id: results.dataset.queryId, event_attributes: attributes });
}

document.addEventListener("click", tellOpened);
const found = document.querySelector(".results[data-query-id]");
if (found && new URL(location.href).searchParams.get("q")?.trim()) tellSearch(found);
