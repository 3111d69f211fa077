// Small courtesies. Every page works without this file.

// After a refused form the reader is taken to the list of what is wrong.
const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

// A form is sent once, however many times the button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  window.setTimeout(() => delete form.dataset.sent, 5000);
});
// Coming back with the browser's back button, the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// An open menu closes with Escape and when the reader goes elsewhere.
const close = (menu) => menu.removeAttribute("open");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.who[open]")) {
    close(menu);
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.who[open]")) {
    if (!menu.contains(event.target)) close(menu);
  }
});

// A long list in groups can be looked through by a part of a name; without it the groups are opened.
for (const finder of document.querySelectorAll("[data-find-in]")) {
  const input = finder.querySelector("input");
  const told = finder.querySelector("[data-none]");
  const groups = [...finder.nextElementSibling.querySelectorAll("details")];
  const wereOpen = new Map(groups.map((group) => [group, group.open]));
  finder.hidden = false;
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  input.addEventListener("input", () => {
    const sought = input.value.trim().toLocaleLowerCase();
    for (const group of groups) {
      const picks = [...group.querySelectorAll(".pick")];
      for (const pick of picks) {
        pick.hidden = !pick.textContent.toLocaleLowerCase().includes(sought);
      }
      group.hidden = picks.every((pick) => pick.hidden);
      const ticked = group.querySelector("input:checked") !== null;
      group.open = sought ? !group.hidden : ticked || wereOpen.get(group);
    }
    told.textContent = groups.every((group) => group.hidden) ? told.dataset.none : "";
  });
}
