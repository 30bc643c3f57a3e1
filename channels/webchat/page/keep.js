/* The code that brings one back to this chat from another machine: made by a press, shown once. */
(() => {
  "use strict";

  const ui = {};
  for (const id of ["menu", "keep", "way", "code", "copy", "closed", "copied"]) ui[id] = document.getElementById(id);
  if (!ui.keep) return;
  const words = JSON.parse(document.getElementById("words").textContent);
  const notice = (text) => document.dispatchEvent(new CustomEvent("chat:notice", { detail: text }));

  const make = async () => {
    notice("");
    try {
      const answer = await fetch("/chat/duong-ve", { method: "POST" });
      const { code } = answer.ok ? await answer.json() : {};
      if (!code) return notice(answer.ok ? words.way_refused : words.refused);
      ui.code.textContent = code;
      ui.copied.textContent = "";
      document.body.dataset.kept = "yes";
      ui.way.showModal();
    } catch (lost) {
      notice(words.refused);
    }
  };

  ui.keep.addEventListener("click", make);
  ui.closed.addEventListener("click", () => ui.way.close());
  ui.way.addEventListener("close", () => { ui.code.textContent = ""; });
  ui.copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.origin + "/chat/quay-lai#" + ui.code.textContent);
    ui.copied.textContent = words.way_copied;
  });
  ui.copy.hidden = !navigator.clipboard;
})();
