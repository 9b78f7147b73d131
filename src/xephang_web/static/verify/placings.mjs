// The printed rank tables against those that come out.
import { namesApart } from "./report.mjs";
import { isSame, said } from "./sentences.mjs";
import { rankTables } from "./tables.mjs";

const NO_FIGURE = said("không có số liệu cho chỉ số này", "no answers for this index");

/** Names every difference in the tables. `units`: what `checkUnit` gave for the whole roster. */
export function checkTables(units, results, book, report) {
  const tables = rankTables(units, book);
  report.tables = tables.length;
  const label = (id, parent) => (parent ? `${id} (${parent})` : id);
  const computed = tables.map((each) => label(each.id, each.parent));
  const printed = results.tables.map((each) => label(each.table, each.parent));
  if (computed.join("\n") !== printed.join("\n")) {
    namesApart(printed, computed, report.at("results", {}), "tables");
    return;
  }
  tables.forEach((table, index) => {
    const given = results.tables[index];
    const place = `results.tables[${index}]`;
    const say = report.at(place, { table: computed[index] });
    if (given.parent !== table.parent) say("parent", given.parent, table.parent);
    checkRows(table, given, { place, report, say, label: computed[index] });
    checkOthers(table, given, { place, report, say, label: computed[index] });
  });
}

function checkRows(table, given, { place, report, say, label }) {
  const ids = (rows) => rows.map(({ unit }) => unit);
  if (ids(given.rows).join("\n") !== ids(table.rows).join("\n")) {
    namesApart(ids(given.rows), ids(table.rows), say, "rows");
  }
  const byUnit = new Map(given.rows.map((each) => [each.unit, each]));
  for (const row of table.rows) {
    const own = byUnit.get(row.unit);
    if (!own) continue;
    const sayRow = report.at(`${place}.rows[${row.unit}]`, { table: label, unit: row.unit });
    const meant = { rank: BigInt(row.rank), tied: row.isTied, value: String(row.value), shown: row.shown, class: row.classId };
    for (const field of Object.keys(meant)) {
      if (own[field] !== meant[field]) sayRow(field, own[field], meant[field]);
    }
  }
}

function checkOthers(table, given, { place, report, say, label }) {
  const ids = (each) => each.map((own) => own.unit ?? own.id);
  if (ids(given.not_ranked).join("\n") !== ids(table.others).join("\n")) {
    namesApart(ids(given.not_ranked), ids(table.others), say, "not_ranked");
    return;
  }
  table.others.forEach((unit, index) => {
    const own = given.not_ranked[index];
    const sayRow = report.at(`${place}.not_ranked[${unit.id}]`, { table: label, unit: unit.id });
    // Ranked elsewhere, and without a figure for the index of this table.
    const isElsewhere = unit.verdict === "ranked";
    const { citation } = unit.printed;
    const meant = isElsewhere
      ? { verdict: "not_assessed_missing", citation: "" }
      : { verdict: unit.verdict, citation };
    for (const field of Object.keys(meant)) {
      if (own[field] !== meant[field]) sayRow(field, own[field], meant[field]);
    }
    const reason = isElsewhere ? NO_FIGURE : unit.reason;
    if (!isSame(own.reason, reason)) sayRow("reason", own.reason, reason);
  });
}
