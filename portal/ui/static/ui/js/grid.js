// A table of figures that moves like a spreadsheet: Enter and arrows between cells, a pasted block lands
// where the eye is. Cells are the inputs of `<table data-grid>`; the server reads and checks every figure.
const cells = (row) => [...row.querySelectorAll("input:not([type=hidden], [readonly], [disabled])")];
const rows = (table) => [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => cells(row).length);

function position(input) {
  const lines = rows(input.closest("table"));
  const line = lines.indexOf(input.closest("tr"));
  return { lines, line, column: cells(lines[line]).indexOf(input) };
}

function go(input, down, right) {
  const { lines, line, column } = position(input);
  const target = lines[line + down] && cells(lines[line + down])[column + right];
  target?.focus();
  target?.select();
  return Boolean(target);
}

const whole = (input) => input.selectionStart === 0 && input.selectionEnd === input.value.length;
const atStart = (input) => whole(input) || (input.selectionStart === 0 && input.selectionEnd === 0);
const atEnd = (input) => whole(input) || input.selectionStart === input.value.length;

function moves(event, input) {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  switch (event.key) {
    case "Enter": return go(input, event.shiftKey ? -1 : 1, 0) || true;
    case "ArrowDown": return go(input, 1, 0);
    case "ArrowUp": return go(input, -1, 0);
    case "ArrowRight": return !event.shiftKey && atEnd(input) && go(input, 0, 1);
    case "ArrowLeft": return !event.shiftKey && atStart(input) && go(input, 0, -1);
    default: return false;
  }
}

function paste(event, input) {
  const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (!/[\t\n]/.test(text)) return;
  event.preventDefault();
  const { lines, line, column } = position(input);
  let filled = 0;
  let left = 0;
  text.split("\n").forEach((values, down) => values.split("\t").forEach((value, right) => {
    const cell = lines[line + down] && cells(lines[line + down])[column + right];
    if (!cell) {
      left += 1;
      return;
    }
    cell.value = value.trim();
    cell.dispatchEvent(new Event("input", { bubbles: true }));
    filled += 1;
  }));
  const said = input.closest("form")?.querySelector("[data-grid-status]");
  if (said) said.textContent = `${filled} cellules remplies.${left ? ` ${left} valeurs n’avaient pas de place.` : ""}`;
}

const inGrid = (target) => target.matches?.("[data-grid] input") && target;

document.addEventListener("keydown", (event) => {
  if (inGrid(event.target) && moves(event, event.target)) event.preventDefault();
});
document.addEventListener("paste", (event) => {
  if (inGrid(event.target)) paste(event, event.target);
});
document.addEventListener("focusin", (event) => {
  if (inGrid(event.target)) event.target.select();
});
