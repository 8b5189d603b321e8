// The one status of a page, `#said`, tells who hears the page what changed. Emptied first, to say the same again.
const WAIT = 150;
let timer = 0;

export function say(text) {
  const status = document.getElementById("said");
  const words = text.trim().replace(/\s+/g, " ");
  if (!status || !words) return;
  clearTimeout(timer);
  status.textContent = "";
  timer = setTimeout(() => { status.textContent = words; }, WAIT);
}

// What stands in the elements marked so: new messages, the count of a list.
export function sayAll(root) {
  say([root, ...root.querySelectorAll("[data-says]")].filter((each) => each.matches("[data-says]")).map((each) => each.innerText).join(" "));
}
