// Plain enough for tablets of 2017 (ES2017): no `?.`, no `catch` without a name.
// One tap is a rating. It is written here first and handed in when there is a network, each
// time whole and under the same id, so that a lost answer from the server does no harm.
"use strict";

const counter = document.body.dataset.counter;
const kiosk = document.body.dataset.kiosk;
const device = document.body.dataset.device;  // where cookies are refused
const QUEUE = `danh-gia:${counter}`;
// What the code on an appointment slip names; behind the # it is in no log.
let dossier = kiosk ? "" : new URLSearchParams(location.hash.slice(1)).get("hs") || "";
const sections = JSON.parse(document.getElementById("sections").textContent);
const IDLE = 15000, IDLE_WRITING = 60000, RETRY = 20000, MOST = 50, KEPT = 2000;
const DEAD = 1000, THANKS = 1500, BETWEEN = 5000, IDLE_DONE = 6000;

let slip = null;      // what is being filled in
let ask = null;       // {section, at}: which question is on the screen
let idle = 0;
let next = 0;         // what comes after the thanks
let dead = 0;         // until when no tap counts
let tapped = 0;       // when somebody rated last
let chosen = 0;       // the face, while it is asked who taps
let led = "";         // the slip whose giver was shown where to go on
let rated = document.body.dataset.rated === "1";
let sending = false;

const by = (id) => document.getElementById(id);
const read = () => { try { return JSON.parse(localStorage.getItem(QUEUE)) || {}; } catch (_) { return {}; } };
const memory = {};    // where localStorage is refused
function write(queue) {
  try { localStorage.setItem(QUEUE, JSON.stringify(queue)); } catch (_) { Object.assign(memory, queue); }
}
function waiting() { return Object.assign({}, memory, read()); }

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

function keep() {
  const queue = read();
  queue[slip.id] = slip;
  const ids = Object.keys(queue);
  for (const id of ids.slice(0, Math.max(0, ids.length - KEPT))) delete queue[id];
  write(queue);
  send();
}

async function send() {
  const items = Object.values(waiting()).slice(0, MOST);
  if (!items.length || sending) return;
  sending = true;
  const sent = JSON.stringify(items);
  let more = false;
  try {
    const answer = await fetch(location.pathname, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ items: JSON.parse(sent), kiosk, device, sent: Date.now() }),
    });
    if (answer.ok) {
      const told = await answer.json();
      forget(told.kept, JSON.parse(sent));
      lead(told.doors, told.roads);
      if (slip && told.refused && told.refused.includes(slip.id)) ofDossier("", "rated");
      more = Object.keys(waiting()).length > 0;
    } else if (answer.status === 410) {
      end();
    } else if (answer.status === 400) {
      forget(items.map((item) => item.id), items);
    }
    unsent(answer.ok || answer.status === 400 || answer.status === 410 ? "" : "unsent");
  } catch (_) {
    unsent("offline");
  } finally {
    sending = false;
  }
  if (more) send();
}

// Nothing is lost without a word: what could not be handed in is said to wait.
function unsent(why) {
  by("offline").hidden = !why;
  if (why) by("offline").textContent = by("offline").dataset[why];
}

// The office ended this tablet: what waited is refused, and nobody taps in vain.
function end() {
  clearTimeout(idle);
  clearInterval(retry);
  write({});
  for (const id of Object.keys(memory)) delete memory[id];
  show("ended");
}

// What was answered further since it was sent stays, and goes once more.
function forget(ids, sent) {
  const queue = read();
  for (const item of sent) {
    if (!ids.includes(item.id)) continue;
    const now = queue[item.id] || memory[item.id];
    if (JSON.stringify(now) === JSON.stringify(item)) { delete queue[item.id]; delete memory[item.id]; }
  }
  write(queue);
}

// A finger that taps twice, or a child that taps everywhere, answers nothing it did not read.
function rest(time) { dead = Math.max(dead, performance.now() + time); }
function resting() { return performance.now() < dead; }

function show(id) {
  clearTimeout(next);
  for (const section of document.querySelectorAll("main > section")) section.hidden = section.id !== id;
  const heading = by(id).querySelector("h1");
  if (id !== "start") heading.focus();
  scrollTo(0, 0);
  rest(DEAD);
  wait(id === "words" ? IDLE_WRITING : id === "done" ? IDLE_DONE : IDLE);
}

function wait(time) {
  clearTimeout(idle);
  if (kiosk && slip) idle = setTimeout(start, time);
}

function start() {
  slip = ask = null;
  by("text").value = "";
  // The next one is somebody else: nothing leads to what was written before.
  for (const link of document.querySelectorAll(".report")) link.href = `/chat?start=gopy-${counter}`;
  for (const button of document.querySelectorAll(".sections .plain")) button.classList.remove("done");
  show("start");
  // Whoever comes next is somebody else: nobody taps for two people within some seconds.
  const left = kiosk && tapped ? tapped + BETWEEN - performance.now() : 0;
  rest(left);
  document.body.classList.toggle("resting", left > DEAD);
  setTimeout(() => document.body.classList.remove("resting"), Math.max(0, left));
}

function face(value) {
  if (slip) return;
  if (rated && !kiosk) { chosen = value; show("who"); return; }
  rate(value, false);
}

function rate(value, other) {
  slip = { id: newId(), at: Date.now(), answers: { overall: value }, words: "", other, dossier };
  rated = true;
  tapped = performance.now();
  keep();
  for (const part of document.querySelectorAll(".low")) part.hidden = value > 2;
  show("thanks");
  next = setTimeout(one, THANKS);
}

// One question of one factor, each factor in its turn: who answers more wanted to.
function one() {
  if (!slip) return;
  const section = turn(sections.filter((one) => !one.dossier).length);
  ask = { section, at: Math.floor(Math.random() * sections[section].questions.length), last: true };
  put();
}

function turn(factors) {
  let number = Math.floor(Math.random() * factors);
  try {
    const last = localStorage.getItem("danh-gia:luot");
    if (last !== null) number = (Number(last) + 1) % factors;
    localStorage.setItem("danh-gia:luot", String(number));
  } catch (_) { /* as chance has it */ }
  return number;
}

function put() {
  const section = sections[ask.section];
  if (ask.at >= section.questions.length) {
    document.querySelector(`[data-section="${ask.section}"]`).classList.add("done");
    ask = null;
    show("more");
    return;
  }
  by("factor").textContent = ask.last ? by("factor").dataset.one : `${section.name} (${ask.at + 1}/${section.questions.length})`;
  const question = section.questions[ask.at];
  by("question").textContent = question.text;
  by("options").hidden = !question.options.length;
  document.querySelector("#ask .scores").hidden = question.options.length > 0;
  by("stop").hidden = !!ask.last;
  by("options").textContent = "";
  for (const [value, label] of question.options) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = label;
    button.addEventListener("click", () => answer(value));
    by("options").appendChild(button);
  }
  show("ask");
}

function answer(value) {
  if (!slip || !ask) return;
  slip.answers[sections[ask.section].questions[ask.at].code] = value;
  keep();
  on();
}

function on() {
  if (ask.last) { ask = null; show("done"); return; }
  ask.at += 1;
  put();
}

// What the server heard in the words, or of a low score: where to go on with it.
function lead(doors, roads) {
  if (!slip) return;
  const door = doors && doors[slip.id], road = roads && roads[slip.id];
  for (const link of document.querySelectorAll(".report")) if (door) link.href = `/chat?start=${door}`;
  if (!road || led === slip.id) return;
  led = slip.id;
  by("danger").hidden = road !== "danger";
  by("report-words").hidden = road === "danger";
  show("road");
}

// Whoever goes on tapping waits on: only after a pause does a tap mean what stands under it.
document.addEventListener("click", (event) => {
  if (!resting()) return;
  if (slip) { rest(DEAD); wait(IDLE); }
  event.preventDefault();
  event.stopPropagation();
}, true);
document.querySelector("#start form").addEventListener("submit", (event) => event.preventDefault());
for (const button of document.querySelectorAll("#start .score")) {
  button.addEventListener("click", () => face(Number(button.value)));
}
for (const button of document.querySelectorAll("[data-section]")) {
  button.addEventListener("click", () => { ask = { section: Number(button.dataset.section), at: 0 }; put(); });
}
for (const button of document.querySelectorAll("[data-score]")) {
  button.addEventListener("click", () => answer(Number(button.dataset.score)));
}
by("changed").addEventListener("click", () => rate(chosen, false));
by("other").addEventListener("click", () => rate(chosen, true));
by("skip").addEventListener("click", on);
by("stop").addEventListener("click", () => { ask = null; show("more"); });
by("further").addEventListener("click", () => show("more"));
by("write").addEventListener("click", () => { show("words"); by("text").focus(); });
by("text").addEventListener("input", () => wait(IDLE_WRITING));
by("back").addEventListener("click", () => show("more"));
by("keep").addEventListener("click", () => { slip.words = by("text").value.trim(); keep(); by("write").classList.toggle("done", slip.words !== ""); show("more"); });
for (const button of document.querySelectorAll(".end")) button.addEventListener("click", start);
for (const part of document.querySelectorAll(".script")) part.hidden = false;
addEventListener("online", send);
const retry = setInterval(send, RETRY);
function ofDossier(code, said) {
  dossier = code;
  by("note").textContent = by("note").dataset[said];
  sections.forEach((section, number) => {
    if (section.dossier) document.querySelector(`[data-section="${number}"]`).hidden = !code;
  });
  if (!code) start();
}
if (dossier) ofDossier(dossier, "dossier");

// Opened once, the page opens again without a network.
async function keepPage() {
  await navigator.serviceWorker.register("/danh-gia/may.js", { scope: "/danh-gia" });
  const parts = [location.pathname, by("look").href, document.querySelector("script[src]").src];
  await (await caches.open("danh-gia-1")).addAll(parts);
}
if (navigator.serviceWorker && window.caches) keepPage().catch(() => {});
if (location.search.includes("da-gui")) history.replaceState(null, "", location.pathname);
start();
send();
