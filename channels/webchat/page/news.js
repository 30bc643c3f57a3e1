/* Told of news while no page is open: asked for by a press after a receipt, where the browser can. */
(() => {
  "use strict";

  const button = document.getElementById("news");
  if (!button || !window.PushManager || !window.Notification || !navigator.serviceWorker) return;
  const words = JSON.parse(document.getElementById("words").textContent);
  const say = (how, text) => document.dispatchEvent(new CustomEvent("chat:" + how, { detail: text }));
  const notice = (text) => say("notice", text);
  const ask = (method, body) => fetch("/chat/bao-tin", { method, body }).then((answer) => {
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  });
  const worker = () => navigator.serviceWorker.getRegistration("/chat");
  const subscription = async () => {
    const found = await worker();
    return found ? found.pushManager.getSubscription() : null;
  };

  let key = "";
  const paint = (told) => {
    button.hidden = !key || Notification.permission === "denied";
    button.setAttribute("aria-pressed", told);
    /* The offer below a receipt: see chat.css. */
    document.body.dataset.news = button.hidden || told ? "" : "offered";
  };

  /* What one side forgot the other forgets too. */
  const compare = async () => {
    const state = await ask("POST");
    key = state.key;
    const mine = key && await subscription();
    const told = !!mine && state.told && Notification.permission === "granted";
    if (mine && !told) await mine.unsubscribe();
    if (state.told && !told) await ask("DELETE");
    paint(told);
  };

  const begin = async () => {
    if (await Notification.requestPermission() !== "granted") return notice(words.news_refused);
    await navigator.serviceWorker.register("/chat/bao-tin.js", { scope: "/chat" });
    const { pushManager } = await navigator.serviceWorker.ready;
    const given = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { told } = await ask("PUT", JSON.stringify(given));
    if (!told) await given.unsubscribe();
    paint(told);
    if (told) say("remark", words.news_on);
    else notice(words.news_failed);
  };

  const end = async () => {
    const mine = await subscription();
    if (mine) await mine.unsubscribe();
    await ask("DELETE");
    paint(false);
    say("remark", words.news_off);
  };

  button.addEventListener("click", () => {
    notice("");
    const on = button.getAttribute("aria-pressed") === "true";
    (on ? end : begin)().catch(() => notice(words.news_failed));
  });

  /* Offered once there is something to hear of. */
  document.addEventListener("chat:case", () => compare().catch(() => paint(false)), { once: true });
  document.addEventListener("chat:shared", () => compare().catch(() => paint(false)));

  /* Who reads it here needs no notice of it. */
  const read = async () => {
    const found = !document.hidden && await worker();
    if (found) for (const shown of await found.getNotifications({ tag: "news" })) shown.close();
  };
  document.addEventListener("visibilitychange", read);
  document.addEventListener("chat:reply", read);
  read();
})();
