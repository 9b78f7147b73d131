"use strict";
// The pages work without this file; it only saves clicks.
document.documentElement.classList.add("js");

// On a narrow window the links scroll sideways: the page's own is brought into view.
const here = document.querySelector(".xh-mast nav [aria-current]");
if (here) {
  const links = here.closest("nav");
  links.scrollLeft = here.offsetLeft - links.offsetLeft - (links.clientWidth - here.offsetWidth) / 2;
}

// Files dropped on a criterion go into its file field, and are sent.
document.addEventListener("dragover", (event) => {
  if (event.target.closest(".xh-crit")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const criterion = event.target.closest(".xh-crit");
  const form = criterion && criterion.querySelector("[data-dropzone]");
  if (!form || !event.dataTransfer.files.length) return;
  event.preventDefault();
  form.closest("details").open = true;
  form.querySelector("input[type=file]").files = event.dataTransfer.files;
  form.requestSubmit();
});

// A form that does something final asks once more in words of its own.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset && event.target.dataset.ask;
  if (question && !window.confirm(question)) event.preventDefault();
});

// A form is sent once, and says that it is under way where that takes a while.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.ariaBusy === "true") {
    event.preventDefault();
    return;
  }
  form.ariaBusy = "true";
  const button = event.submitter;
  setTimeout(() => {
    if (form.ariaBusy !== "true" || !button) return;
    const status = document.createElement("span");
    status.className = "xh-working";
    status.setAttribute("role", "status");
    status.textContent = document.body.dataset.working;
    button.after(status);
  }, 700);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[aria-busy]")) form.ariaBusy = null;
  for (const status of document.querySelectorAll(".xh-working")) status.remove();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const again = event.target.closest("[data-reload]");
  if (again) {
    event.preventDefault();
    window.location.hash = again.hash;
    window.location.reload();
  }
});

// What could not be saved is said; nobody goes on believing that it was.
document.addEventListener("htmx:sendError", (event) => warn(event.target, undefined, true));
document.addEventListener("htmx:responseError", (event) => {
  const { expired, refused } = document.body.dataset;
  warn(event.target, event.detail.xhr.status === 401 ? expired : refused);
});
function warn(target, words = document.body.dataset.unsaved, isLost = false) {
  const row = target.closest(".xh-crit");
  const says = row && row.querySelector(".xh-said");
  if (says && words) {
    says.textContent = "";
    const message = document.createElement("div");
    message.className = "xh-msg is-bad";
    message.textContent = words;
    const form = target.closest("form[data-saves]");
    if (isLost && form) {
      // A field that is left as it is says nothing of a change: there must be a way to send it.
      const again = document.createElement("button");
      again.className = "btn ms-2";
      again.setAttribute("form", form.id);
      again.textContent = document.body.dataset.again;
      message.append(again);
    }
    says.append(message);
    reveal(says);
  }
}
// What a field's answer says is not left below the edge of the window.
document.addEventListener("htmx:oobAfterSwap", (event) => {
  const says = document.getElementById(event.detail.target.id);
  if (says) reveal(says);
});
function reveal(says) {
  const message = says.matches(".xh-said") && says.firstElementChild;
  if (message) message.scrollIntoView({ block: "nearest" });
}

// Keys that a page names: one chooses a finding, another goes to the next item.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select")) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  if (target.href) target.click();
  else {
    event.preventDefault();
    target.checked = true;
    target.focus();
    target.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
// A list of which some is ticked: all at once, and how many are.
const tickAll = document.querySelector("[data-tick-all]");
if (tickAll) {
  const boxes = tickAll.form.querySelectorAll("input[type=checkbox]");
  const ticked = tickAll.form.querySelector("[data-ticked]");
  const count = () => {
    ticked.querySelector("b").textContent = [...boxes].filter((box) => box.checked).length;
  };
  tickAll.hidden = ticked.hidden = false;
  tickAll.addEventListener("click", () => {
    for (const box of boxes) box.checked = true;
    count();
  });
  tickAll.form.addEventListener("change", count);
  // A browser that comes back to the page keeps what was ticked.
  window.addEventListener("pageshow", count);
}
