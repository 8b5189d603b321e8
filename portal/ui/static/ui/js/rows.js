// Rows of answers that repeat (`[data-rows]`), added and removed without a new page; and what grids share. Without this
// file the buttons send the form, and the server does the same.
import { say } from "./say.js";

export const cells = (row) => [...row.querySelectorAll("input, select")].filter(
  (each) => each.type !== "hidden" && !each.readOnly && !each.disabled,
);

// Of what describes a field, no longer what is gone.
export function undescribe(field, gone) {
  const left = field.getAttribute("aria-describedby").split(" ").filter((id) => !gone.test(id));
  if (left.length) field.setAttribute("aria-describedby", left.join(" "));
  else field.removeAttribute("aria-describedby");
}

// The rows among which one moves and pastes: those of one table of rows, or those of all tables of figures of the form.
export function range(input) {
  const group = input.closest("[data-rows]");
  const tables = group ? [group] : [...(input.form ?? document).querySelectorAll("[data-grid]")].filter((each) => !each.closest("[data-rows]"));
  return tables.flatMap((table) => [...table.querySelectorAll("tbody tr")]).filter((row) => cells(row).length);
}

export function put(input, value) {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// What was done last, in sight, with the way back.
export function tell(form, text, undo) {
  const status = form?.querySelector("[data-grid-status]");
  if (!status) return;
  status.replaceChildren(text);
  say(text);
  if (!undo) return;
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button button--quiet button--small", textContent: "Annuler" });
  button.addEventListener("click", () => {
    undo();
    status.replaceChildren("C’est annulé.");
    say("C’est annulé.");
  });
  status.append(" ", button);
}

const changed = (form) => form.dispatchEvent(new Event("change"));

// Names and labels follow the place of the row on the screen: the server reads places.
function renumber(group) {
  [...group.querySelectorAll("[data-row]")].forEach((row, place) => {
    row.querySelector("th").textContent = place + 1;
    for (const field of row.querySelectorAll("[name], [id], [for], [aria-label], [value^='remove:']")) {
      for (const name of ["name", "id", "for", "aria-describedby"]) {
        if (field.hasAttribute(name)) field.setAttribute(name, field.getAttribute(name).replace(/\.\d+\./g, `.${place}.`));
      }
      const label = field.getAttribute("aria-label");
      if (label) field.setAttribute("aria-label", label.replace(/ligne \d+$/, `ligne ${place + 1}`));
      if (field.value?.startsWith?.("remove:")) {
        field.value = field.value.replace(/\d+$/, place);
        field.querySelector(".visually-hidden").textContent = `Retirer la ligne ${place + 1}`;
      }
    }
  });
  const add = group.querySelector("button[value^='add:']");
  if (add) add.hidden = add.nextElementSibling.hidden = group.querySelectorAll("[data-row]").length >= Number(group.dataset.most);
}

function empty(row) {
  for (const error of row.querySelectorAll(".cell-error, .field__error")) error.remove();
  for (const field of row.querySelectorAll("[aria-describedby$='-error']")) undescribe(field, /-error$/);
  for (const field of cells(row)) {
    field.value = "";
    field.removeAttribute("aria-invalid");
    field.removeAttribute("value");
  }
}

// A blank row below the others; none when the table is full, or holds no row to take after.
export function addRow(group) {
  const all = group.querySelectorAll("[data-row]");
  if (!all.length || all.length >= Number(group.dataset.most)) return null;
  const row = all[all.length - 1].cloneNode(true);
  empty(row);
  all[all.length - 1].after(row);
  renumber(group);
  return row;
}

function removeRow(group, row) {
  const { nextSibling, parentNode: body } = row;
  const last = group.querySelectorAll("[data-row]").length === 1;
  const values = cells(row).map((field) => field.value);
  const next = row.nextElementSibling ?? row.previousElementSibling ?? row;
  if (last) empty(row);
  else row.remove();
  renumber(group);
  cells(next)[0].focus();
  return () => {
    if (last) cells(row).forEach((field, at) => { field.value = values[at]; });
    else body.insertBefore(row, nextSibling);
    renumber(group);
    cells(row)[0].focus();
    changed(row.closest("form"));
  };
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-rows] button[name=act]");
  if (!button) return;
  const group = button.closest("[data-rows]");
  const { form } = button;
  if (button.value.startsWith("add:")) {
    const row = addRow(group);
    if (!row) return;
    event.preventDefault();
    let added = 1;
    for (let left = Number(group.querySelector(".rows__count input").value) - 1; left > 0 && addRow(group); left -= 1) added += 1;
    cells(row)[0].focus();
    tell(form, added > 1 ? `${added} lignes ajoutées.` : "Une ligne ajoutée.");
  } else if (button.value.startsWith("remove:")) {
    event.preventDefault();
    const row = button.closest("tr");
    const named = row.querySelector("th").textContent;
    const undo = removeRow(group, row);
    tell(form, `Ligne ${named} retirée.`, undo);
    changed(form);
  }
});
