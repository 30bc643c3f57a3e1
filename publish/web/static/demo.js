(() => {
  "use strict";

  const words = JSON.parse(document.getElementById("words").textContent);
  const today = document.getElementById("today");
  const status = document.getElementById("status");
  const buttons = Array.from(document.querySelectorAll(".machine button"));

  const tell = (text, tone) => {
    status.textContent = text;
    status.dataset.tone = tone || "";
  };

  const ask = async (button, path, body, pending, done) => {
    for (const other of buttons) other.disabled = true;
    tell(pending);
    try {
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(answer.status);
      tell(done(await answer.json()));
    } catch (error) {
      tell(words.failed, "bad");
    }
    for (const other of buttons) other.disabled = false;
    button.focus();
  };

  for (const button of document.querySelectorAll("[data-days]")) {
    button.addEventListener("click", () => ask(button, "/demo/advance", { days: +button.dataset.days }, words.advancing,
      (answer) => {
        today.textContent = answer.today;
        return words.advanced.replace("{today}", answer.today);
      }));
  }

  const sample = document.getElementById("sample");
  sample.addEventListener("click", () => ask(sample, "/demo/sample", {}, words.loading, (answer) => answer.text));
})();
