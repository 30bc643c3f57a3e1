/* An answer while the page is not looked at: a number in the title, and a sound where it was asked for. */
(() => {
  "use strict";

  const title = document.title;
  const bell = document.getElementById("bell");
  const shelf = "bell";
  let missed = 0;
  let context = null;

  const wanted = () => {
    try { return localStorage.getItem(shelf) === "on"; } catch (denied) { return false; }
  };

  const ring = () => {
    context = context || new AudioContext();
    context.resume();
    const at = context.currentTime;
    for (const [number, pitch] of [660, 880].entries()) {
      const tone = context.createOscillator();
      const loud = context.createGain();
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0.15, at + number * 0.16);
      loud.gain.exponentialRampToValueAtTime(0.001, at + number * 0.16 + 0.15);
      tone.connect(loud).connect(context.destination);
      tone.start(at + number * 0.16);
      tone.stop(at + number * 0.16 + 0.16);
    }
  };

  document.addEventListener("chat:reply", () => {
    if (!document.hidden) return;
    missed += 1;
    document.title = "(" + missed + ") " + title;
    if (missed === 1 && wanted()) ring();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    missed = 0;
    document.title = title;
  });

  if (!bell) return;
  const paint = () => bell.setAttribute("aria-pressed", wanted());
  bell.addEventListener("click", () => {
    try { localStorage.setItem(shelf, wanted() ? "off" : "on"); } catch (denied) { return; }
    paint();
    if (wanted()) ring();
  });
  paint();
})();
