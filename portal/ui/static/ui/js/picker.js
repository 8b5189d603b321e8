// A person to choose ([data-picker]): a combobox over a list that the server searches, after the pattern of the APG.
// Without this file the button « Chercher » brings the page back with the people found.
import { say } from "./say.js";

const WAIT = 180; // after the last letter

function prepare(box, number) {
  const input = box.querySelector("input[type=search]");
  const choices = box.querySelector("[data-picker-choices]");
  const said = box.querySelector("[data-picker-said]");
  const { picker: url, pickerName: name } = box.dataset;
  let list = document.createElement("ul");
  let active = null;
  let timer = 0;
  let asked = null;
  box.querySelector("button").hidden = true;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  renew(list);

  function show(text) {
    said.textContent = text;
    say(text);
  }
  function renew(next) {
    list.replaceWith(next);
    list = next;
    list.id = `picker-${number}`;
    list.setAttribute("aria-label", box.querySelector("legend").textContent.trim());
    [...list.children].forEach((option, at) => { option.id = `picker-${number}-${at}`; });
    input.setAttribute("aria-controls", list.id);
    toggle(list.children.length > 0 && document.activeElement === input);
  }
  function toggle(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) move(null);
  }
  function move(option) {
    active?.setAttribute("aria-selected", "false");
    active = option;
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }
  async function search() {
    asked?.abort();
    asked = new AbortController();
    const body = new FormData();
    body.set("q", input.value);
    body.set("csrfmiddlewaretoken", input.form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(url, { method: "POST", body, signal: asked.signal });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      renew(page.querySelector("ul"));
      show(list.dataset.said);
    } catch (error) {
      if (error.name === "AbortError") return;
      box.querySelector("button").hidden = false;
      show("La liste ne répond pas : utilisez le bouton Chercher.");
    }
  }
  function choose(option) {
    if (option.getAttribute("aria-disabled")) return;
    const { key, label } = option.dataset;
    let radio = [...choices.querySelectorAll("input")].find((each) => each.value === key);
    if (!radio) {
      const row = document.createElement("div");
      row.className = "choice";
      radio = document.createElement("input");
      Object.assign(radio, { type: "radio", name, value: key, className: "choice__box", id: `picker-${number}-${key}` });
      const text = document.createElement("label");
      Object.assign(text, { className: "choice__label", htmlFor: radio.id, textContent: label });
      row.append(radio, text);
      choices.append(row);
    }
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    input.value = "";
    toggle(false);
    show(`Personne choisie : ${label}.`);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const options = [...list.children];
    const at = options.indexOf(active);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return search();
      const step = event.key === "ArrowDown" ? at + 1 : (at < 0 ? 0 : at) - 1;
      move(options[(step + options.length) % options.length]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (active) choose(active);
      else search();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      toggle(false);
    }
  });
  input.addEventListener("blur", () => toggle(false));
  // Before the box loses the focus.
  box.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    choose(option);
  });
}

document.querySelectorAll("[data-picker]").forEach(prepare);
