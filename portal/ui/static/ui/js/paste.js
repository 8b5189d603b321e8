// A block pasted from a spreadsheet into a grid. Account numbers are recognised, whatever columns stand around; what goes
// where is shown first, unless it is plain; one click undoes it all.
import { addRow, cells, put, range, tell } from "./rows.js";

const FIGURE = /^[-+(]?\s*(?:€\s*)?\d[\d\s.,'’]*\)?\s*(?:€|%|EUR)?$|^[-–−]\s*€?$/i;
const NUMBER = /^\W{0,3}(\d{2,6}[a-z]?)(?![\da-z]|[.,]\d)/i;
const accountOf = (cell) => cell?.match(NUMBER)?.[1].toUpperCase();
const plural = (count, one, many) => `${count} ${count > 1 ? many : one}`;

function read(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n");
  return lines.map((line) => line.split("\t").map((cell) => cell.replace(/^"|"$/g, "").trim()));
}

// The column that holds most of what is looked for, from the right; -1 when fewer than half of the lines have it.
function columnOf(block, test, without = -1) {
  const width = Math.max(...block.map((line) => line.length));
  let best = -1;
  let most = Math.max(1, block.filter((line) => line.some(Boolean)).length / 2) - 0.5;
  for (let column = width - 1; column >= 0; column -= 1) {
    const found = block.filter((line) => line[column] && test(line[column])).length;
    if (column !== without && found > most) [best, most] = [column, found];
  }
  return best;
}

// What would be written: `fills`, each an input and its value; `left`, what has no place.
function plan(block, input, lines) {
  const accounts = new Map(lines.filter((row) => row.dataset.account).map((row) => [row.dataset.account, cells(row)[0]]));
  const numbered = columnOf(block, (cell) => accounts.has(accountOf(cell)));
  const alone = block.every((line) => line.length === 1);
  if (accounts.size && numbered >= 0 && !alone) {
    const amounts = columnOf(block, (cell) => FIGURE.test(cell), numbered);
    return byAccount(block, accounts, numbered, amounts);
  }
  const start = lines.indexOf(input.closest("tr"));
  const column = cells(lines[start]).indexOf(input);
  const wide = cells(lines[start]).length > 1;
  return wide ? byCell(block, lines, start, column, input.closest("[data-rows]")) : byLine(block, lines, start);
}

function byAccount(block, accounts, numbered, amounts) {
  const fills = [];
  const left = [];
  for (const line of block) {
    const target = accounts.get(accountOf(line[numbered]));
    const value = line[amounts];
    if (!line.some(Boolean)) continue;
    if (target && value && !fills.some(([input]) => input === target)) fills.push([target, value]);
    else if (line !== block[0] || line.some((cell) => FIGURE.test(cell))) left.push(line);
  }
  return { fills, left };
}

function byLine(block, lines, start) {
  const figures = Math.max(0, columnOf(block, (cell) => FIGURE.test(cell)));
  const heading = block.length > 1 && block[0][figures] && !FIGURE.test(block[0][figures]);
  const fills = [];
  const left = [];
  block.slice(heading ? 1 : 0).forEach((line, down) => {
    const target = lines[start + down] && cells(lines[start + down])[0];
    if (target && line[figures]) fills.push([target, line[figures]]);
    else if (line.some(Boolean)) left.push(line);
  });
  return { fills, left };
}

function byCell(block, lines, start, column, group) {
  const fills = [];
  const left = [];
  const added = [];
  block.forEach((line, down) => {
    let row = lines[start + down];
    if (!row && group && line.some(Boolean)) {
      row = addRow(group);
      if (row) added.push(row);
    }
    line.forEach((value, right) => {
      const target = row && cells(row)[column + right];
      if (target) fills.push([target, value]);
      else if (value) left.push([value]);
    });
  });
  return { fills, left, added };
}

function nameOf(input) {
  return input.closest("tr").dataset.account
    ? `${input.closest("tr").dataset.account} ${input.labels[0]?.textContent.trim() ?? ""}`
    : input.labels?.[0]?.textContent.trim() ?? input.getAttribute("aria-label") ?? "";
}

function element(tag, text = "", properties = {}) {
  return Object.assign(document.createElement(tag), { textContent: text }, properties);
}

function preview({ fills, left }, apply) {
  const dialog = element("dialog", "", { className: "dialog" });
  dialog.setAttribute("aria-labelledby", "paste-title");
  const table = element("table", "", { className: "table" });
  table.createCaption().append(plural(fills.length, "cellule sera remplie", "cellules seront remplies"));
  const head = table.createTHead().insertRow();
  for (const title of ["Réponse", "Avant", "Après"]) {
    head.append(element("th", title, { scope: "col", className: title === "Réponse" ? "" : "align-end" }));
  }
  const body = table.createTBody();
  for (const [input, value] of fills) {
    const row = body.insertRow();
    row.append(element("th", nameOf(input), { scope: "row" }));
    for (const text of [input.value, value]) row.append(element("td", text || "–", { className: "align-end" }));
  }
  const scroll = element("div", "", { className: "table-scroll dialog__scroll", tabIndex: 0 });
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", "Ce qui sera rempli");
  scroll.append(table);
  dialog.append(element("h2", "Coller ces réponses ?", { className: "dialog__title", id: "paste-title" }), scroll);
  if (left.length) {
    const shown = left.slice(0, 8).map((line) => line.filter(Boolean).join(" "));
    const more = left.length > shown.length ? ` et ${left.length - shown.length} de plus` : "";
    dialog.append(element("p", `Laissé de côté, sans place ici : ${shown.join(" ; ")}${more}.`));
  }
  const buttons = element("div", "", { className: "dialog__buttons" });
  const no = element("button", "Annuler", { type: "button", className: "button button--secondary" });
  const yes = element("button", "Remplir", { type: "button", className: "button button--primary", hidden: !fills.length });
  buttons.append(no, yes);
  dialog.append(buttons);
  document.body.append(dialog);
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    dialog.returnValue = "yes";
    dialog.close("yes");
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    apply(dialog.returnValue === "yes");
  });
  dialog.showModal();
  (fills.length ? yes : no).focus();
}

// Whether the text is a block, which is then dealt with here.
export function paste(text, input) {
  const block = read(text);
  if (block.length === 1 && block[0].length === 1) return false;
  const { form } = input;
  const found = plan(block, input, range(input));
  const before = found.fills.map(([target]) => [target, target.value]);
  const plain = !found.left.length && block.every((line) => line.length === 1);
  const done = (agreed) => {
    const undo = () => {
      for (const [target, value] of before) put(target, value);
      for (const row of found.added ?? []) row.querySelector("button[value^='remove:']").click();
      input.focus();
    };
    if (!agreed) {
      for (const row of found.added ?? []) row.remove();
      input.focus();
      return;
    }
    for (const [target, value] of found.fills) put(target, value);
    found.fills.at(-1)?.[0].focus();
    const aside = found.left.length ? ` ${plural(found.left.length, "ligne laissée", "lignes laissées")} de côté.` : "";
    tell(form, `${plural(found.fills.length, "cellule remplie", "cellules remplies")}.${aside}`, undo);
  };
  if (plain) done(true);
  else preview(found, done);
  return true;
}
