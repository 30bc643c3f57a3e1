/* Shows that there is news while no page is open, and opens the chat. It keeps nothing and fetches nothing. */
const CHAT = "/chat";

addEventListener("push", (event) => {
  const { title, body } = event.data.json();
  event.waitUntil(registration.showNotification(title, { body, tag: "news", icon: "/static/icon-192.png" }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clients.matchAll({ type: "window" }).then((pages) => {
    const open = pages.find((page) => new URL(page.url).pathname === CHAT);
    return open ? open.focus() : clients.openWindow(CHAT);
  }));
});
