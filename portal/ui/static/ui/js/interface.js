// Small behaviours of every page. Without this file every page still works.
import { say, sayAll } from "./say.js";

// What the page has to say, when it comes and when a filter has changed its list.
sayAll(document.body);
document.addEventListener("htmx:afterSettle", ({ target }) => sayAll(target));

// Menus are <details>: close on Escape, on a click elsewhere, when focus leaves; arrows move inside.
// The list is placed by hand so that a scrolling table does not cut it.
const menus = "details:is(.menu, .switcher, .account)";

function place(menu) {
  if (!menu.closest(".table-scroll")) return;
  const summary = menu.querySelector("summary");
  const list = summary.nextElementSibling;
  const button = summary.getBoundingClientRect();
  list.classList.add("is-fixed");
  const { offsetWidth: width, offsetHeight: height } = list;
  const below = button.bottom + 4 + height <= innerHeight;
  list.style.top = `${below ? button.bottom + 4 : Math.max(8, button.top - height - 4)}px`;
  list.style.left = `${Math.max(8, button.right - width)}px`;
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll(`${menus}[open]`)) if (menu !== except) menu.open = false;
}

document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.(menus) || !event.target.open) return;
  closeMenus(event.target);
  place(event.target);
}, true);

document.addEventListener("click", (event) => closeMenus(event.target.closest(menus)));
document.addEventListener("focusin", (event) => closeMenus(event.target.closest(menus)));
addEventListener("resize", () => closeMenus());
document.addEventListener("scroll", (event) => {
  if (event.target.matches?.(".table-scroll")) closeMenus();
}, true);

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(menus);
  if (!menu) return;
  if (event.key === "Escape" && menu.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    menu.open = true;
    const items = [...menu.querySelectorAll("a, button")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = items.indexOf(document.activeElement) + step;
    items[(next + items.length) % items.length]?.focus();
  }
});

// Passwords: show and hide.
for (const box of document.querySelectorAll("[data-password]")) {
  const button = box.querySelector("button");
  const input = box.querySelector("input");
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  });
  input.form?.addEventListener("submit", () => { input.type = "password"; });
}

// Selection in tables: count, and the box that ticks them all.
document.addEventListener("change", (event) => {
  const all = event.target.dataset?.bulkAll;
  const form = all ? document.getElementById(all) : event.target.form;
  if (!form?.matches("[data-bulk]")) return;
  const boxes = [...form.elements].filter((each) => each.name === "selection");
  if (all) for (const box of boxes) box.checked = event.target.checked;
  const ticked = boxes.filter((box) => box.checked).length;
  const master = document.querySelector(`[data-bulk-all="${form.id}"]`);
  if (master) {
    master.checked = ticked === boxes.length;
    master.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  showSelection(form, ticked);
  say(form.querySelector("[data-bulk-count]").textContent);
});

function showSelection(form, ticked) {
  for (const button of form.querySelectorAll("button")) button.hidden = ticked === 0;
  form.querySelector("[data-bulk-count]").textContent = ticked
    ? `${ticked} ${ticked > 1 ? "lignes sélectionnées" : "ligne sélectionnée"}`
    : "Cochez des lignes pour agir sur plusieurs à la fois.";
}

function prepareSelection() {
  for (const form of document.querySelectorAll("[data-bulk]")) {
    const boxes = [...form.elements].filter((each) => each.name === "selection");
    showSelection(form, boxes.filter((box) => box.checked).length);
  }
  for (const box of document.querySelectorAll("[data-bulk-all]")) box.hidden = false;
}
prepareSelection();
document.addEventListener("htmx:afterSettle", prepareSelection);

// Filters that changed since the list was asked for: the page says so.
document.addEventListener("input", (event) => {
  const note = event.target.form?.matches(".filters") && document.querySelector("[data-stale]");
  if (!note || note.textContent) return;
  note.textContent = note.dataset.stale;
  say(note.textContent);
});

// A table that fits needs no scroll region: its header stays in view. What scrolls is reached by the keyboard.
const regions = new ResizeObserver((entries) => {
  for (const { target: region } of entries) {
    const fits = [...region.children].every((each) => each.getBoundingClientRect().width <= region.clientWidth + 1);
    region.classList.toggle("fits", fits);
    const scrolls = !fits || (getComputedStyle(region).overflowY === "auto" && region.scrollHeight > region.clientHeight + 1);
    if (scrolls) region.tabIndex = 0;
    else region.removeAttribute("tabindex");
  }
});
function watchRegions() {
  for (const region of document.querySelectorAll(".table-scroll, .chart__drawing")) regions.observe(region);
}
watchRegions();
document.addEventListener("htmx:afterSettle", watchRegions);

// The summary beside an entry form: a column on wide screens, else a bar that opens.
const wide = matchMedia("(min-width: 75rem)");
function unfoldSummaries() {
  for (const summary of document.querySelectorAll("details.entry__summary")) summary.open = wide.matches;
}
unfoldSummaries();
wide.addEventListener("change", unfoldSummaries);

// A refused form: focus goes to the summary of errors, after the browser has gone to the fragment of the address.
const refused = document.querySelector("[data-focus]");
refused?.focus();
if (refused && location.hash) addEventListener("load", () => refused.focus());

// A form that leaves says so, and leaves once: a second button would cancel the first one's request. It is free again
// when the page comes back, or after a while (a download).
const PATIENCE = 8000;
const DOWNLOAD = 1500; // long enough for a double click on the same format; the page stays
function release(form) {
  delete form.dataset.leaving;
  for (const button of form.elements) button.removeAttribute("aria-busy");
}
addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  if (event.defaultPrevented || form.method !== "post") return;
  const asked = `${button?.name}=${button?.value}`;
  // Another format of a list is another request; all else that comes while a form leaves is a double click.
  if ("leaving" in form.dataset && (form.dataset.leaving === asked || !("download" in form.dataset))) {
    event.preventDefault();
    return;
  }
  form.dataset.leaving = asked;
  button?.setAttribute("aria-busy", "true");
  const status = button?.dataset.busy && form.querySelector("[data-busy-status]");
  if (status) say(status.textContent = button.dataset.busy);
  setTimeout(() => release(form), "download" in form.dataset ? DOWNLOAD : PATIENCE);
});
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-leaving]").forEach(release);
});

// A link or button with data-confirm opens its <dialog> instead of following the link.
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-confirm]");
  const dialog = opener && document.getElementById(opener.dataset.confirm);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
  }
  event.target.closest?.("[data-close]")?.closest("dialog").close();
});
