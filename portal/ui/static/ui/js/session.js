// The session ends after some minutes without viewing or typing (norm 5). Typing counts: it is told to the
// server at most once a minute. Before the end a dialog offers to stay.
const { sessionIdle, sessionWarning } = document.body.dataset;
const dialog = document.getElementById("session-warning");

if (dialog && sessionIdle) {
  const form = dialog.querySelector("form");
  const left = dialog.querySelector("[data-session-left]");
  const shared = "session-seen";
  let typed = false;
  let typedIn = null; // the last form with something typed

  // Not of forms that save by themselves; a password is never kept.
  function noteTyped(each) {
    if (each?.method === "post" && !each.dataset.autosaveUrl && !each.querySelector("[type=password]")) typedIn = each;
  }
  noteTyped(document.querySelector("form [aria-invalid=true]")?.form);
  const returned = document.getElementById("returned-form");
  if (returned) import("./typed.js").then(({ putBack }) => noteTyped(putBack(JSON.parse(returned.textContent))));

  // Tabs share one session: the latest sign of life in any counts.
  const seen = () => Number(localStorage.getItem(shared)) || 0;
  const mark = () => localStorage.setItem(shared, String(Date.now()));
  // To the sign-in page, which knows the way back; what is typed waits there.
  async function leave() {
    if (!typedIn?.isConnected) return location.reload();
    try {
      const { leaveBehind } = await import("./typed.js");
      if (await leaveBehind(typedIn, form.dataset.keep)) mark();
    } catch {
      // No network: the page stays as it is.
    }
  }

  async function extend() {
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (answer.ok) {
        mark();
        return true;
      }
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) leave();
    } catch {
      // No network: the next attempt tells.
    }
    return false;
  }

  mark();
  document.addEventListener("input", ({ target }) => {
    typed = true;
    noteTyped(target.form);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await extend()) dialog.close();
  });

  setInterval(() => {
    const idle = (Date.now() - seen()) / 1000;
    if (idle >= Number(sessionIdle)) {
      leave(); // first: another request would keep nothing
    } else if (typed && idle >= 60 && !dialog.open) {
      typed = false;
      extend();
    } else if (idle >= Number(sessionWarning)) {
      const minutes = Math.ceil((Number(sessionIdle) - idle) / 60);
      const text = minutes > 1 ? `dans ${minutes} minutes` : "dans moins d’une minute";
      if (left.textContent !== text) left.textContent = text;
      if (!dialog.open) dialog.showModal();
    } else if (dialog.open) {
      dialog.close(); // prolonged in another tab
    }
  }, 5000);
}
