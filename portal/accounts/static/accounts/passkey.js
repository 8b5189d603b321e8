// Asks the browser for a passkey, when one is added (data-passkey="create") and when one is shown at sign-in ("get").
// The question comes from the server (a POST that keeps it in the session), the answer goes back in the form.
import { say } from "../ui/js/say.js";

const bytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
};
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const known = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

function question(options) {
  const asked = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.excludeCredentials) asked.excludeCredentials = known(asked.excludeCredentials);
  if (asked.allowCredentials) asked.allowCredentials = known(asked.allowCredentials);
  return { publicKey: asked };
}

function answer(credential) {
  const given = credential.response;
  const response = { clientDataJSON: text(given.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (given[name]) response[name] = text(given[name]);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const problem = document.getElementById(form.dataset.problem);
  const tell = (text) => {
    problem.textContent = text;
    say(text);
  };
  if (!window.PublicKeyCredential) {
    tell("Ce navigateur ne sait pas utiliser de clé d’accès.");
    continue;
  }
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = "";
    try {
      const asked = await fetch(form.dataset.options, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Requested-With": "passkey" },
      });
      if (!asked.ok) return location.reload();
      const options = question(await asked.json());
      const create = form.dataset.passkey === "create";
      const credential = await (create ? navigator.credentials.create(options) : navigator.credentials.get(options));
      form.elements.credential.value = JSON.stringify(answer(credential));
      form.submit();
    } catch {
      tell("La clé d’accès n’a pas répondu, ou vous avez annulé. Recommencez quand vous voulez.");
    }
  });
}
