"use strict";
// A unit's form works without this file. With it, nothing that is typed while an answer of the
// server is awaited gets lost: neither to a row that comes anew, nor to a link followed too soon.
const SAVES = ".xh-crit form[data-saves]";
const VERSIONS = "[hidden][id^=v-]";
const saved = new WeakMap(); // form → what the server has of it
const underWay = new Map(); // form → what was sent and is not answered
let leave = null; // what was asked for meanwhile

function state(form) {
  const fields = new FormData(form);
  for (const name of [...fields.keys()]) if (name.startsWith("v.")) fields.delete(name);
  return new URLSearchParams(fields).toString();
}
function isUnsaved(form) {
  return saved.has(form) && saved.get(form) !== state(form);
}
function learn(root) {
  for (const form of root.querySelectorAll(SAVES)) if (!saved.has(form)) saved.set(form, state(form));
}
learn(document);

// The button that was pressed goes along, wherever it stands and whenever its turn comes.
document.addEventListener("htmx:configRequest", ({ target, detail }) => {
  const button = detail.triggeringEvent?.submitter;
  if (target.matches(SAVES) && button?.name) detail.parameters[button.name] = button.value;
});
document.addEventListener("htmx:beforeSend", ({ target }) => {
  if (target.matches(SAVES)) underWay.set(target, state(target));
});
document.addEventListener("htmx:beforeOnLoad", ({ target, detail }) => {
  if (underWay.has(target) && detail.xhr.status < 400) saved.set(target, underWay.get(target));
});
document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  if (!underWay.delete(target)) return;
  mark(target, detail.requestConfig?.triggeringEvent?.target, detail.xhr.status);
  if (!detail.xhr.status || detail.xhr.status >= 400) leave = null; // the page says why: it stays
  setTimeout(goOn); // after a save that waited for this one has begun
});
// A figure that was not taken does not look as if it had been, and one that was taken does: the
// answer names the fields it means; of an answer that never came, it is the one just left.
function mark(form, trigger, status) {
  for (const field of form.querySelectorAll("[data-refused]")) {
    for (const name of ["aria-invalid", "aria-errormessage", "data-refused"]) field.removeAttribute(name);
  }
  if (status && status < 400) return;
  const says = form.closest(".xh-crit")?.querySelector(".xh-said");
  const named = [403, 409, 422].includes(status) && says?.querySelector("[data-wrong]");
  const names = named ? named.dataset.wrong.split(" ") : [];
  const fields = names.flatMap((name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]);
  for (const field of fields.length ? fields : [trigger]) {
    if (!field?.matches?.(".form-control, .form-select")) continue;
    field.setAttribute("aria-invalid", "true");
    if (says) field.setAttribute("aria-errormessage", says.id);
    field.dataset.refused = "yes";
  }
}
function goOn() {
  if (underWay.size || !leave) return;
  const go = leave;
  leave = null;
  go();
}

// The row that comes takes over the fields that say more than the server knew.
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const form = detail.target.matches(".xh-crit") && detail.target.querySelector(SAVES);
  if (!form || !isUnsaved(form)) return;
  const fresh = detail.fragment.getElementById(form.id);
  const versions = form.querySelector(VERSIONS);
  const brought = fresh.querySelector(VERSIONS).cloneNode(true);
  // Of what a colleague has changed, the fields that stay still show what was there before.
  for (const name of (brought.dataset.behind || "").split(" ")) {
    const of = (all) => all.querySelector(`[name="v.${CSS.escape(name)}"]`);
    if (name && of(brought) && of(versions)) of(brought).value = of(versions).value;
  }
  versions.replaceChildren(...brought.children);
  fresh.setAttribute("hx-preserve", "true");
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = detail.target.matches(".xh-crit") && detail.target.querySelector(SAVES);
  if (!form || !isUnsaved(form)) return;
  const id = `id="${form.id}"`;
  detail.serverResponse = detail.serverResponse.replace(id, `${id} hx-preserve="true"`);
});
document.addEventListener("htmx:oobAfterSwap", afterSwap);
document.addEventListener("htmx:afterSwap", afterSwap);
function afterSwap() {
  learn(document);
  setTimeout(land); // after htmx has given back the focus, where it can
}
// Where a field was moved with its row, leaving it need not tell that it changed.
document.addEventListener("htmx:afterSettle", ({ target }) => {
  const form = target.matches(".xh-crit") && target.querySelector(SAVES);
  if (form && isUnsaved(form)) form.dispatchEvent(new Event("change", { bubbles: true }));
});

// Whoever stood on something that an answer took away is put where the answer says, or at the
// field that it was about: never back at the head of the page.
let lost = null;
for (const name of ["htmx:beforeSwap", "htmx:oobBeforeSwap"]) {
  document.addEventListener(name, ({ detail }) => {
    const row = detail.target.closest?.(".xh-crit");
    if (!row || !detail.target.contains(document.activeElement)) return;
    lost = { row: row.id, field: row.querySelector("[data-refused]")?.id };
  });
}
function land() {
  const row = lost && document.getElementById(lost.row);
  const field = lost?.field && document.getElementById(lost.field);
  lost = null;
  if (!row || document.activeElement !== document.body) return;
  const first = "form[data-saves] :is(input:not([type=hidden]), select, textarea)";
  (row.querySelector("[data-lands]") ?? (field || row.querySelector(first)))?.focus();
}

// A link, or another form, waits for the saves that are under way.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || link.target || event.defaultPrevented || !underWay.size) return;
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  leave = () => window.location.assign(link.href);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[hx-post]") || event.defaultPrevented || !underWay.size) return;
  event.preventDefault();
  leave = () => form.requestSubmit(event.submitter);
});
// Whoever closes the window with something unsaved is asked first.
window.addEventListener("beforeunload", (event) => {
  const unsaved = [...document.querySelectorAll(SAVES)].some(isUnsaved);
  if (unsaved || underWay.size) event.preventDefault();
});
