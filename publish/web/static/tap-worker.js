// Keeps the rating page for when there is no network; what is newer always goes first.
"use strict";

const KEPT = "danh-gia-1";
const isOurs = (url) => url.origin === location.origin && (url.pathname.startsWith("/danh-gia/") || url.pathname.startsWith("/static/tap."));

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !isOurs(new URL(request.url))) return;
  event.respondWith(newest(request));
});

async function newest(request) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok && !new URL(request.url).searchParams.has("k")) await kept.put(request, answer.clone());
    return answer;
  } catch (fault) {
    const before = await kept.match(request, { ignoreSearch: request.mode === "navigate" });
    if (before) return before;
    throw fault;
  }
}
