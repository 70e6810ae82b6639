// Refreshes the parts of a page that change. Without this script the page works, and the user refreshes it by hand.
"use strict";
document.documentElement.classList.add("script");
const live = () => document.querySelectorAll("[data-live]");
// The last fetched content of each part. It does not include what the reader has opened since.
const seen = new Map([...live()].map((part) => [part.id, part.innerHTML]));
const atEnd = (part) => part.scrollTop + part.clientHeight >= part.scrollHeight - 4;

function replace(part, other) {
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  const open = [...part.querySelectorAll("details[open]")].map((one) => one.id);
  const lists = new Map([...part.querySelectorAll("[data-scroll]")].map((one) => [one.id, atEnd(one) ? null : one.scrollTop]));
  part.innerHTML = other.innerHTML;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  for (const [id, top] of lists) {
    const list = document.getElementById(id);
    if (list) list.scrollTop = top ?? list.scrollHeight;
  }
  if (focused) document.getElementById(focused)?.focus();
}

async function refresh() {
  if (document.hidden) return;
  const response = await fetch(location.href, { cache: "no-store" });
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of live()) {
    const other = fresh.getElementById(part.id);
    // The page has changed: the meeting has ended, or a waiting user was let in.
    if (!other) { location.reload(); return; }
    if (seen.get(part.id) === other.innerHTML) continue;
    seen.set(part.id, other.innerHTML);
    replace(part, other);
  }
}

async function keep() {
  try { await refresh(); } catch { /* the server has gone; the next round may find it again */ }
  setTimeout(keep, 1000);
}

for (const list of document.querySelectorAll("[data-scroll]")) list.scrollTop = list.scrollHeight;
if (live().length > 0) setTimeout(keep, 1000);
document.addEventListener("click", (event) => {
  const button = event.target.closest?.(".copy");
  const text = button && document.getElementById(button.dataset.copy)?.textContent;
  if (!text) return;
  navigator.clipboard?.writeText(text).then(() => { button.textContent = "Copied"; });
});
