// After each autosave: the synthesis, the differences to watch, and messages at their field.
const form = document.querySelector("#entry");
const summary = document.querySelector("[data-summary]");

function showErrors(errors) {
  for (const shown of form.querySelectorAll(".cell-error")) shown.remove();
  for (const input of form.querySelectorAll("[aria-describedby$='-live-error']")) undescribe(input, /-live-error$/);
  for (const [name, message] of Object.entries(errors)) {
    const input = form.elements[name];
    if (!input?.closest) continue;
    const place = input.closest(".cell-field, .field");
    if (!place || place.querySelector(".field__error")) continue;
    const text = document.createElement("p");
    text.className = "cell-error";
    text.id = `${input.id}-live-error`;
    text.textContent = message;
    place.append(text);
    input.setAttribute("aria-describedby", [input.getAttribute("aria-describedby"), text.id].filter(Boolean).join(" "));
  }
}

form?.addEventListener("autosave:saved", ({ detail }) => {
  if (summary && detail.summary) {
    const open = summary.querySelector("details")?.open;
    summary.innerHTML = detail.summary;
    const steps = summary.querySelector("details");
    if (steps && open !== undefined) steps.open = open;
  }
  showErrors(detail.errors ?? {});
  for (const gap of form.querySelectorAll(".figures__gap > [id]")) {
    gap.parentElement.classList.toggle("is-changed", (detail.marked ?? []).includes(gap.id));
  }
});

// The heads of the tables stay below the strip that says what is saved, however many lines it takes.
const strip = form?.querySelector(".save-strip");
if (strip) new ResizeObserver(() => form.style.setProperty("--strip", `${strip.offsetHeight}px`)).observe(strip);

// « Mettre 0 aux lignes vides » fills the page itself, and the autosave takes it from there: two quick clicks both
// count, which two submissions would not.
form?.addEventListener("click", (event) => {
  const button = event.target.closest("button[value^='zero:']");
  if (!button) return;
  event.preventDefault();
  const empty = [...button.closest("section").querySelectorAll(".figures input")].filter((input) => !input.value.trim());
  for (const input of empty) input.value = "0";
  button.parentElement.remove();
  empty[0]?.focus();
  form.dispatchEvent(new Event("change"));
});
