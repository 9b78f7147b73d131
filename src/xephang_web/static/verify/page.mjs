// The page "Kiểm tra gói kết quả". It wants on the page: a file input #package, a text
// input #printed-digest, a drop area #drop, and #found (aria-live) for what comes out;
// words in data attributes of #found (see results/verify.html). Nothing leaves the browser.
import { verifyPackage } from "./verify.mjs";

const found = document.getElementById("found");
const input = document.getElementById("package");
const printed = document.getElementById("printed-digest");
const drop = document.getElementById("drop");
const say = found.dataset;
const language = document.documentElement.lang === "en" ? "en" : "vi";
const MOST_SHOWN = 200;
let chosen = null;
let round = 0;

function line(tag, text, className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** The report of a package, computed beside the page so that the page stays alive. */
function reportOf(bytes, digest) {
  let worker;
  try {
    worker = new Worker(new URL("./worker.mjs", import.meta.url), { type: "module" });
  } catch {
    return verifyPackage(bytes, digest);
  }
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      worker.terminate();
      if (data.problem === undefined) resolve(data.report);
      else reject(new Error(data.problem));
    };
    // A browser without modules in workers: the page computes itself.
    worker.onerror = () => {
      worker.terminate();
      verifyPackage(bytes, digest).then(resolve, reject);
    };
    worker.postMessage({ bytes, digest });
  });
}

function showWaiting(file) {
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", say.reading);
  found.replaceChildren(line("p", `${file.name}: ${say.reading}`), bar);
  found.setAttribute("aria-busy", "true");
}

function showReport(file, report) {
  const state = line("p", "", report.holds ? "xh-msg is-good" : "xh-msg is-bad");
  state.append(line("b", report.holds ? say.holds : say.fails));
  const parts = [state];
  if (!report.holds) {
    const list = line("ul", "", "xh-lines");
    for (const each of report.differences.slice(0, MOST_SHOWN)) {
      list.append(line("li", each[language]));
    }
    const left = report.differences.length - MOST_SHOWN;
    if (left > 0) list.append(line("li", `… ${left} ${say.more}`));
    if (report.worded) parts.push(line("p", say.worded));
    parts.push(list);
  }
  const counted = `${report.units} ${say.units}, ${report.tables} ${say.tables}`;
  parts.push(line("p", `${file.name} · ${say.again}: ${counted}.`, "xh-sm xh-2"));
  if (report.digest) {
    const about = line("p", `${say.digest}: `, "xh-sm xh-2");
    about.append(line("code", report.digest, "xh-hash"));
    parts.push(about);
  }
  const wanted = printed.value.trim().toLowerCase();
  if (!wanted) parts.push(line("p", say.unprinted, "xh-sm xh-2"));
  else if (wanted === report.digest) parts.push(line("p", say.printed, "xh-sm"));
  found.replaceChildren(...parts);
}

async function check(file) {
  chosen = file;
  round += 1;
  const mine = round;
  showWaiting(file);
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const report = await reportOf(bytes, printed.value);
    if (mine === round) showReport(file, report);
  } catch (problem) {
    if (mine !== round) return;
    const state = line("p", "", "xh-msg is-bad");
    state.append(line("b", say.broken), ` ${problem.message ?? problem}`);
    found.replaceChildren(state);
  } finally {
    if (mine === round) found.removeAttribute("aria-busy");
  }
}

input.addEventListener("change", () => input.files.length && check(input.files[0]));
// The digest may be typed after the file was chosen: then the package is judged again.
printed.addEventListener("change", () => chosen && check(chosen));
for (const kind of ["dragenter", "dragover"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("is-over");
  });
}
drop.addEventListener("dragleave", (event) => {
  if (!drop.contains(event.relatedTarget)) drop.classList.remove("is-over");
});
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("is-over");
  if (event.dataTransfer.files.length) check(event.dataTransfer.files[0]);
});
