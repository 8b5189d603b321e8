// What is typed in a form and not sent, when the session ends: it waits on the server for who typed it, and comes back
// in the same page after the sign-in.

function destination(form) {
  const { pathname, search } = new URL(form.getAttribute("action") || "", location.href);
  return pathname + search;
}

// Whether the page stays: the session goes on after all, in another tab.
export async function leaveBehind(form, url) {
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  body.set("_goes_to", destination(form));
  const answer = await fetch(url, { method: "POST", body, headers: { "X-Requested-With": "session" } });
  if (answer.ok) return true;
  location.assign(answer.status === 401 ? (await answer.json()).url : location.href);
  return false;
}

export function putBack({ path, fields }) {
  const form = [...document.forms].find((each) => each.method === "post" && destination(each) === path);
  for (const field of form?.elements ?? []) {
    if (!field.name || ["file", "submit", "button"].includes(field.type)) continue;
    // Of what is hidden, only what the page had been shown with: somebody may have saved it since.
    if (field.type === "hidden" && field.name !== "seen") continue;
    const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
    else if (field.options) for (const option of field.options) option.selected = values.includes(option.value);
    else if (values.length) field.value = values[0];
  }
  return form;
}
