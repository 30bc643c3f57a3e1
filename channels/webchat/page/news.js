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

  const PATIENCE = 5000;
  let key = "";
  const paint = (told) => {
    button.hidden = !key || Notification.permission === "denied";
    button.setAttribute("aria-pressed", told);
    /* The offer stands below a receipt, or else in the menu (see chat.css). */
    const stood = document.activeElement;
    document.body.dataset.news = button.hidden || told ? "" : "offered";
    /* Whoever stood on one of the two, which is gone now, stands on the other. */
    if (!button.hidden && (stood === button || stood.matches(".tell"))) {
      [button, ...document.querySelectorAll(".tell")].find((one) => one.offsetParent)?.focus();
    }
  };

  const subscribe = async () => {
    await navigator.serviceWorker.register("/chat/bao-tin.js", { scope: "/chat" });
    const { pushManager } = await navigator.serviceWorker.ready;
    const given = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { told } = await ask("PUT", JSON.stringify(given));
    if (!told) await given.unsubscribe();
    paint(told);
    return told;
  };

  /* Asked for under the key the office has now. */
  const isOurs = (mine) => key === btoa(String.fromCharCode(...new Uint8Array(mine.options.applicationServerKey)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  /* What was asked for is asked for again where the browser lost it; what one side ended the other ends too. */
  const compare = async () => {
    const state = await ask("POST");
    key = state.key;
    const mine = await subscription();
    const wanted = state.told && Notification.permission === "granted";
    if (mine && wanted && isOurs(mine)) return paint(true);
    if (mine) await mine.unsubscribe();
    if (wanted) return subscribe();
    if (state.told) await ask("DELETE");
    paint(false);
  };

  const begin = async () => {
    if (await Notification.requestPermission() !== "granted") return notice(words.news_refused);
    /* Where the browser's maker cannot be reached it may not answer for ever. */
    const late = setTimeout(() => notice(words.news_failed), PATIENCE);
    const told = await subscribe().finally(() => clearTimeout(late));
    notice(told ? "" : words.news_failed);
    if (told) say("remark", words.news_on);
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

  /* Offered once there is something to hear of: on a slow line it may stand here before this script does. */
  const look = () => compare().catch(() => paint(false));
  if (document.querySelector(".tell")) look();
  else document.addEventListener("chat:case", look, { once: true });
  document.addEventListener("chat:shared", look);

  /* Who reads it here needs no notice of it. */
  const read = async () => {
    const found = !document.hidden && await worker();
    if (found) for (const shown of await found.getNotifications({ tag: "news" })) shown.close();
  };
  document.addEventListener("visibilitychange", read);
  document.addEventListener("chat:reply", read);
  read();
})();
