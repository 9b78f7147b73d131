"use strict";
// The appraiser's desk works without this file. Enter saves a chosen decision; typing in the
// figures chooses "adjust", so that nothing typed is lost unsaid.
const desk = document.querySelector("form[data-judge]");
if (desk) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.altKey || event.metaKey || event.isComposing) return;
    const at = event.target;
    if (at.closest("textarea") && !event.ctrlKey) return;
    if (at.closest("a, button, summary, select")) return;
    if (!desk.querySelector("[name=verdict]:checked")) return;
    event.preventDefault();
    desk.requestSubmit(desk.querySelector(".btn-primary"));
  });
  desk.addEventListener("input", (event) => {
    const figure = event.target.closest(".xh-when-adjust");
    const adjust = desk.querySelector("[name=verdict][value=adjust]");
    if (figure && adjust && !desk.querySelector("[name=verdict]:checked")) adjust.checked = true;
  });
}
