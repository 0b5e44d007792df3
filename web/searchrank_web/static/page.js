"use strict";

// What a page does by itself: pictures that did not come are drawn, and waiting shows the shape of what will come.

function drawn(picture) {
  if (!(picture instanceof HTMLImageElement) || !picture.dataset.drawn) return;
  picture.src = picture.dataset.drawn;
  delete picture.dataset.drawn;
}

document.addEventListener("error", (event) => drawn(event.target), true);
// Some have failed before this script came.
for (const picture of document.images) if (picture.complete && !picture.naturalWidth) drawn(picture);

function leaving(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.type === "submit" || event.target.closest("a[href^='/?']");
  if (link) setTimeout(() => document.body.classList.add("leaving"), 150);
}

document.addEventListener("click", leaving);
document.addEventListener("submit", leaving);
window.addEventListener("pageshow", () => document.body.classList.remove("leaving"));
