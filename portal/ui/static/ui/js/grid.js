// Tables of figures that move like a spreadsheet: Enter and arrows between cells, and a pasted block that says where it
// goes. Cells are the inputs of `<table data-grid>`; the server reads and checks every figure.
import { paste } from "./paste.js";
import { cells, range } from "./rows.js";

function go(input, down, right) {
  const lines = range(input);
  const line = lines.indexOf(input.closest("tr"));
  const target = lines[line + down] && cells(lines[line + down])[cells(lines[line]).indexOf(input) + right];
  target?.focus();
  target?.select?.();
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

const inGrid = (target) => target.matches?.("[data-grid] input") && target;

document.addEventListener("keydown", (event) => {
  if (inGrid(event.target) && moves(event, event.target)) event.preventDefault();
});
document.addEventListener("paste", (event) => {
  if (inGrid(event.target) && paste(event.clipboardData.getData("text/plain"), event.target)) event.preventDefault();
});
document.addEventListener("focusin", (event) => {
  if (inGrid(event.target)) event.target.select();
});
