// Saves a form with `data-autosave-url` while the person types. The answer's shape is in portal/ui/README.md.
// What could not be saved is never lost: it stays in the page, is tried again, and survives a new sign-in.
import { say } from "./say.js";

const PAUSE = 800;
const RETRIES = [3, 10, 30, 60];
const TIMEOUT = 20000;

// What a form answers, without its tokens.
function fieldsOf(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !/^(csrf|_|version$)/.test(name));
}

// What the page came with: on a slow line people type before this script has come.
function shownBy(form) {
  const pristine = form.cloneNode(true);
  pristine.reset();
  return JSON.stringify(fieldsOf(pristine));
}

// Whether that changed anything.
function put(field, property, value) {
  if (field[property] === value) return false;
  field[property] = value;
  return true;
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]") ?? document.querySelector("[data-autosave-status]");
    this.key = `autosave:${location.pathname}`;
    this.failures = 0;
    this.saved = shownBy(form);
    this.restore();
    form.addEventListener("input", () => this.later(PAUSE));
    form.addEventListener("change", () => this.later(0));
    form.addEventListener("submit", (event) => {
      clearTimeout(this.timer);
      // The session may have ended: the page that follows the sign-in finds again what no save has carried yet.
      if (this.dirty || this.running) this.keep();
      this.dirty = false;
      if (!this.running) return;
      // The save under way changes the version: submitting before its answer would be stale by our own doing.
      event.preventDefault();
      this.finished.then(() => form.requestSubmit(event.submitter));
    });
    addEventListener("beforeunload", (event) => {
      if (this.dirty) event.preventDefault();
    });
    this.later(PAUSE);
  }

  // Leaving a field that holds what is saved already is nothing to save.
  later(delay) {
    clearTimeout(this.timer);
    this.dirty = this.answers() !== (this.running ? this.sent : this.saved);
    if (!this.dirty) return;
    this.timer = setTimeout(() => this.save(), delay);
  }

  async save() {
    if (this.running) {
      this.later(PAUSE);
      return;
    }
    this.running = true;
    this.dirty = false;
    this.sent = this.answers();
    this.finished = new Promise((resolve) => { this.finish = resolve; });
    this.say("Enregistrement…");
    try {
      const answer = await fetch(this.form.dataset.autosaveUrl, {
        method: "POST",
        body: new URLSearchParams(new FormData(this.form)),
        headers: { "X-Requested-With": "autosave", Accept: "application/json" },
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT),
      });
      await this.read(answer);
    } catch {
      this.retry();
    } finally {
      this.running = false;
      this.finish();
    }
  }

  async read(answer) {
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      this.keep();
      this.say("Votre session est terminée. Votre saisie est conservée : reconnectez-vous pour la retrouver.", true);
      return;
    }
    if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status);
    const data = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
    if (answer.status === 409) {
      this.keep(true);
      this.say(data.message ?? "Une autre personne a modifié ces données. Rechargez la page pour comparer.", true, data.url);
      return;
    }
    if (!answer.ok && answer.status !== 422) {
      this.keep();
      this.say(data.message ?? "L’enregistrement a été refusé. Rechargez la page : votre saisie est conservée.", true);
      return;
    }
    this.failures = 0;
    this.saved = this.sent;
    sessionStorage.removeItem(this.key);
    this.show(data);
    this.form.dispatchEvent(new CustomEvent("autosave:saved", { detail: data }));
  }

  show({ saved_at: savedAt, version, outputs = {}, errors = {} }) {
    if (version !== undefined && this.form.elements.version) this.form.elements.version.value = version;
    for (const [id, text] of Object.entries(outputs)) {
      const output = document.getElementById(id);
      if (output && output.textContent !== text) output.textContent = text;
    }
    for (const input of this.form.querySelectorAll("[data-autosave-error]")) {
      if (errors[input.name]) continue;
      input.removeAttribute("aria-invalid");
      input.removeAttribute("title");
      delete input.dataset.autosaveError;
    }
    for (const [name, message] of Object.entries(errors)) {
      const input = this.form.elements[name];
      if (!input?.setAttribute) continue;
      input.setAttribute("aria-invalid", "true");
      input.title = message;
      input.dataset.autosaveError = "";
    }
    const wrong = Object.values(errors);
    if (wrong.length) this.say(`Enregistré, sauf ce qui est à corriger : ${wrong[0]}`, true);
    else if (savedAt) this.say(`Enregistré à ${savedAt}`);
  }

  retry() {
    this.dirty = true;
    this.keep();
    const delay = RETRIES[Math.min(this.failures, RETRIES.length - 1)];
    this.failures += 1;
    this.say(`Enregistrement impossible pour le moment. Votre saisie est conservée, nouvel essai dans ${delay} s.`, true);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay * 1000);
  }

  say(text, failed = false, url = "") {
    if (!this.status) return;
    this.status.classList.toggle("is-failed", failed);
    this.status.textContent = text;
    // « Enregistré à 15 h 04 » once a minute, not after each figure; and nothing while it is under way.
    if (text !== this.told && !text.endsWith("…")) say(text);
    if (!text.endsWith("…")) this.told = text;
    if (!url) return;
    const link = document.createElement("a");
    link.href = url;
    link.textContent = "Comparer";
    this.status.append(" ", link);
  }

  answers() {
    return JSON.stringify(fieldsOf(this.form));
  }

  // Only in this tab, only until it is saved.
  keep(conflict = false) {
    const kept = { fields: fieldsOf(this.form), version: this.form.elements.version?.value, conflict };
    sessionStorage.setItem(this.key, JSON.stringify(kept));
  }

  // What was kept belongs to one version. A newer page either holds it already, or is somebody else's: then the old
  // version goes back with it, so that the server compares instead of writing over the other person's answers.
  restore() {
    const kept = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
    if (!kept) return;
    sessionStorage.removeItem(this.key);
    const version = this.form.elements.version;
    if (version && kept.version !== version.value) {
      if (!kept.conflict) return;
      version.value = kept.version;
    }
    let found = false;
    for (const field of this.form.elements) {
      if (!field.name || field.type === "hidden") continue;
      const typed = kept.fields.filter(([name]) => name === field.name).map(([, value]) => value);
      if (!typed.length) continue;
      const box = /^(checkbox|radio)$/.test(field.type);
      found = put(field, box ? "checked" : "value", box ? typed.includes(field.value) : typed[0]) || found;
    }
    if (found) this.say("Votre saisie non enregistrée a été retrouvée.");
  }
}

for (const form of document.querySelectorAll("form[data-autosave-url]")) new Autosave(form);
