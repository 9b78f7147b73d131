"use strict";
// The pages work without this file; it only saves clicks.
document.documentElement.classList.add("js");

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

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// What could not be saved is said; nobody goes on believing that it was.
document.addEventListener("htmx:sendError", (event) => warn(event.target));
document.addEventListener("htmx:responseError", (event) => warn(event.target));
function warn(target) {
  const row = target.closest(".xh-crit");
  const says = row && row.querySelector(".xh-said");
  const words = document.body.dataset.unsaved;
  if (says && words) {
    says.textContent = "";
    const message = document.createElement("div");
    message.className = "xh-msg is-bad";
    message.textContent = words;
    says.append(message);
  }
}
