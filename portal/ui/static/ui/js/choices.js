// A long list of boxes ([data-choices]): type to narrow it, tick all that is shown, see how many are ticked.
// Without this file the list is simply long, and a button of the form ticks all (#…-all). What is hidden stays ticked.
import { say } from "./say.js";

const MANY = 6;
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function prepare(group) {
  const rows = [...group.querySelectorAll(".choice")];
  const boxes = rows.map((row) => row.querySelector("input"));
  if (rows.length < 2 || group.querySelector("[data-choices-tools]")) return;
  const texts = rows.map((row) => plain(row.textContent));
  const tools = document.createElement("div");
  tools.className = "choices__tools";
  tools.dataset.choicesTools = "";
  const search = document.createElement("input");
  Object.assign(search, { type: "search", className: "input", autocomplete: "off", placeholder: "Filtrer la liste" });
  search.setAttribute("aria-label", `Filtrer la liste : ${group.querySelector("legend").textContent.trim()}`);
  const all = document.createElement("button");
  Object.assign(all, { type: "button", className: "button button--quiet button--small" });
  const said = document.createElement("p");
  said.className = "muted small";
  if (rows.length > MANY) tools.append(search);
  tools.append(all, said);
  group.querySelector("[data-choices-list]").before(tools);

  const shown = () => boxes.filter((box, at) => !rows[at].hidden);
  function show() {
    const ticked = boxes.filter((box) => box.checked).length;
    const full = shown().length > 0 && shown().every((box) => box.checked);
    const every = search.value ? "Sélectionner les lignes affichées" : group.dataset.choicesAll;
    all.textContent = full ? "Ne plus les sélectionner" : every;
    all.dataset.full = full ? "oui" : "";
    said.textContent = `${ticked ? `Sélection : ${ticked} sur ${boxes.length}` : group.dataset.choicesNone}${search.value ? ` (lignes affichées : ${shown().length})` : ""}`;
  }
  search.addEventListener("input", () => {
    const words = plain(search.value).split(/\s+/);
    rows.forEach((row, at) => { row.hidden = !words.every((word) => texts[at].includes(word)); });
    show();
    say(said.textContent);
  });
  search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  all.addEventListener("click", () => {
    const tick = !all.dataset.full;
    for (const box of shown()) box.checked = tick;
    show();
    say(said.textContent);
  });
  group.addEventListener("change", show);
  document.getElementById(`${group.id}-all`)?.remove();
  show();
}

for (const group of document.querySelectorAll("[data-choices]")) prepare(group);
