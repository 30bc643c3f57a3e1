(() => {
  "use strict";

  const ZONE = "Asia/Ho_Chi_Minh";
  const BACKOFF = [1, 2, 4, 8, 15];
  const ACK_WAIT = 15000;
  const TYPING = 8000;
  /* Buttons that stay as they are when others come. */
  const FEW = 3;

  const setup = document.body.dataset;
  const number = (n) => n.toLocaleString("vi-VN");
  const touch = matchMedia("(pointer: coarse)").matches;

  const ui = {};
  for (const node of document.querySelectorAll("[id]")) ui[node.id] = node;

  const words = JSON.parse(ui.words.textContent);
  const say = (key, values) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /* Make an element; strings become text, never markup. */
  const el = (tag, props, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(props || {})) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name in node) node[name] = value;
      else node.setAttribute(name, value);
    }
    node.append(...children.filter(Boolean));
    return node;
  };

  const small = (name, press, face) =>
    el("button", { className: "link", type: "button", "aria-label": name, onclick: press }, face);

  const show = (node, text) => {
    node.textContent = text || "";
    node.hidden = !text;
  };

  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };

  /* What waits to be acknowledged, and what is half written, survives a closed page: for this chat
     alone, and never on a machine others use too. Each message lies by itself: pages side by side
     take nothing from one another. */
  const ROOM = "chat ";
  const shelf = ROOM + setup.mark + " ";
  const OUT = shelf + "out ";
  const HALF = shelf + "half";
  const shelved = (start) => Object.keys(localStorage).filter((key) => key.startsWith(start));
  const clear = () => {
    try { shelved(ROOM).forEach((key) => localStorage.removeItem(key)); } catch (denied) { /* nothing was kept */ }
  };
  const put = (key, value) => {
    try {
      if (value && !setup.shared) localStorage.setItem(key, value);
      else localStorage.removeItem(key);
      return !setup.shared;
    } catch (denied) {
      return false;
    }
  };
  const take = (key) => {
    try { return localStorage.getItem(key) || ""; } catch (denied) { return ""; }
  };
  const stored = () => {
    try {
      return shelved(OUT).map((key) => JSON.parse(take(key))).sort((a, b) => a.at - b.at).map((one) => one.frame);
    } catch (denied) {
      return [];
    }
  };

  /* Time. The server's clock counts: a demo runs ahead, a phone may be wrong. */

  let skew = 0;
  const now = () => new Date(Date.now() + skew);
  const tune = (at) => { if (at) skew = new Date(at) - Date.now(); };
  const format = (options) => new Intl.DateTimeFormat("vi-VN", Object.assign({ timeZone: ZONE }, options));
  const clock = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const date = format({ weekday: "long", day: "2-digit", month: "2-digit", year: "numeric" });

  const dayName = (day) => {
    if (day === date.format(now())) return words.today;
    return day === date.format(now() - 864e5) ? words.yesterday : day;
  };

  /* The log */

  let stuck = true;
  const below = () => ui.log.scrollHeight - ui.log.clientHeight;
  const atEnd = () => below() - ui.log.scrollTop < 60;
  const toEnd = () => {
    ui.log.scrollTop = below();
    stuck = true;
    ui.latest.hidden = true;
  };
  /* Where what was said in one breath begins: taller than the view, it is read from there. */
  const BREATH = 5000;
  let head = null;
  let headAt = 0;
  const breathe = (node, at) => {
    if (!head || !head.isConnected || at - headAt > BREATH) head = node;
    headAt = at;
  };
  const rest = () => {
    const top = head && head.isConnected ? head.offsetTop - 8 : below();
    ui.log.scrollTop = Math.min(top, below());
    stuck = atEnd();
    ui.latest.hidden = stuck;
  };
  const settle = (mine) => {
    if (mine) toEnd();
    else if (!ready) return;
    else if (stuck) rest();
    else ui.latest.hidden = false;
  };
  ui.log.addEventListener("scroll", () => {
    stuck = atEnd();
    if (stuck) ui.latest.hidden = true;
  }, { passive: true });
  ui.latest.addEventListener("click", toEnd);
  new ResizeObserver(() => stuck && rest()).observe(ui.log);

  const linked = (text) => {
    const node = el("p", { className: "text" });
    text.split(/(https?:\/\/[^\s<>"“”]+)/).forEach((part, place) => {
      const url = place % 2 ? part.replace(/[.,;:!?)\]}'’…]+$/, "") : "";
      if (url) node.append(el("a", { href: url, target: "_blank", rel: "noopener" }, url));
      node.append(part.slice(url.length));
    });
    return node;
  };

  const safe = (url) => {
    try {
      return /^(https?|tel|mailto|blob):$/.test(new URL(url, location.href).protocol) ? url : "";
    } catch (broken) {
      return "";
    }
  };

  const attachment = (item) => {
    const url = safe(item.url || "");
    const name = item.name || words[item.kind] || words.document;
    if (!url) return el("span", { className: "document" }, name);
    const away = { href: url, target: "_blank", rel: "noopener" };
    if (item.kind === "photo") {
      return el("a", Object.assign(away, { className: "photo" }), el("img", { src: url, alt: name, loading: "lazy" }));
    }
    const player = { voice: "audio", video: "video" }[item.kind];
    if (player) return el(player, { src: url, controls: true, preload: "metadata", "aria-label": name });
    return el("a", Object.assign(away, { className: "document", download: name }), name);
  };

  const bubble = (frame, text, cited) => el("div", { className: "bubble" },
    cited && el("p", { className: "cited" }, cited),
    text && linked(text),
    frame.media && frame.media[0] && el("div", { className: "media" }, ...frame.media.map(attachment)),
    frame.location && el("p", { className: "text" }, words.location + ": " +
      [frame.location.latitude, frame.location.longitude].map((n) => n.toFixed(5)).join(", ")));

  /* Put a message's time on it and, where a new day begins, a separator before it. */
  const stamp = (node, at) => {
    const when = new Date(at);
    const time = node.querySelector("time");
    time.dateTime = when.toISOString();
    time.textContent = clock.format(when);
    node.dataset.day = date.format(when);
    let before = node.previousElementSibling;
    if (before && before.className === "day") {
      before.remove();
      before = node.previousElementSibling;
    }
    if (!before || before.dataset.day !== node.dataset.day) {
      node.before(el("p", { className: "day" }, dayName(node.dataset.day)));
    }
  };

  const place = (node, at, mine) => {
    /* What comes in was there before what still waits to go out. */
    const waits = !mine && ui.log.querySelector(".pending");
    let next = waits || typing.parentNode && typing;
    if (waits && waits.previousElementSibling.className === "day") next = waits.previousElementSibling;
    ui.log.insertBefore(node, next || null);
    stamp(node, at);
    if (waits) stamp(waits, waits.querySelector("time").dateTime);
    settle(mine);
  };

  const age = () => {
    for (const rows of ui.log.querySelectorAll(".choices:not(.old)")) {
      rows.classList.add("old");
      for (const ask of rows.querySelectorAll(".locate")) ask.remove();
    }
  };

  /* The buttons of a question are good until it is answered, or another is asked. */
  const answered = (value) => {
    for (const rows of ui.log.querySelectorAll(".asks")) {
      if (rows.values.has(value)) rows.classList.add("answered");
    }
  };
  /* Whoever stood on a button that goes stands on what came instead. */
  const retire = (rows, next) => {
    const stood = rows.contains(document.activeElement);
    rows.remove();
    if (stood) next.focus({ preventScroll: true });
  };
  /* Buttons that can still be pressed take little room once others came. */
  const fold = (next, asks) => {
    for (const rows of ui.log.querySelectorAll(asks ? ".asks" : ".answered")) {
      if (!next.contains(rows)) retire(rows, next);
    }
    for (const rows of ui.log.querySelectorAll(".choices.old:not(.folded)")) {
      const count = rows.querySelectorAll(".choice").length;
      if (count <= FEW || rows.classList.contains("asks") || next.contains(rows)) continue;
      const stood = rows.contains(document.activeElement);
      rows.classList.add("folded");
      rows.replaceChildren(el("details", {}, el("summary", {}, say("buttons", { n: count })), ...rows.childNodes));
      if (stood) next.focus({ preventScroll: true });
    }
  };

  const typing = el("div", { className: "message" },
    el("div", { className: "bubble typing" }, el("i"), el("i"), el("i"), el("span", { className: "hidden" }, words.typing)));
  let typingTimer = 0;
  const typed = (on) => {
    clearTimeout(typingTimer);
    if (!on) return typing.remove();
    ui.log.append(typing);
    settle(false);
    typingTimer = setTimeout(typed, TYPING, false);
  };

  /* What others say */

  let lastSeq = "";
  let spoken = false;

  /* A button that says something; a double tap says it once. */
  const button = (className, label, content) => {
    let last = 0;
    const press = () => {
      if (Date.now() - last > 800) post(content);
      last = Date.now();
    };
    return el("button", { className, type: "button", onclick: press }, label);
  };

  const choice = (item) => {
    const url = item.url && safe(item.url);
    if (url && /^tel:/.test(url)) return el("a", { className: "choice call", href: url }, item.label);
    if (url) return el("a", { className: "choice", href: url, target: "_blank", rel: "noopener" }, item.label);
    return button(item.kind ? "choice is-" + item.kind : "choice", item.label, item.value ? { choice: item.value, label: item.label } : { text: item.label });
  };

  const locate = (event) => {
    const ask = event.currentTarget;
    const busy = (on) => {
      ask.textContent = on ? words.locating : words.share_location;
      ask.setAttribute("aria-busy", on);
    };
    const fail = () => { busy(false); show(ui.notice, words.no_location); };
    if (!navigator.geolocation) return fail();
    busy(true);
    navigator.geolocation.getCurrentPosition((found) => {
      busy(false);
      post({ location: { latitude: found.coords.latitude, longitude: found.coords.longitude } });
    }, fail, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  };

  /* Nodes by the number of their reply: a card edits itself where it stands. */
  const replies = new Map();

  /* Cards whose newer words are here already. */
  const edited = new Set();

  const replyNode = (frame) => {
    const rows = frame.choices.map((row) => el("div", { className: "row" }, ...row.map(choice)));
    if (frame.asks_location) {
      rows.unshift(el("div", { className: "row locate" },
        el("button", { className: "choice", type: "button", onclick: locate }, words.share_location)));
    }
    const again = frame.case && small(words.reply + " " + frame.case, () => quote(frame), words.reply);
    /* A receipt is no way back to what is said here: that is a code of its own, for a citizen's machine. */
    const way = frame.case && ui.keep && !ui.keep.hidden && !setup.kept &&
      small(words.way_made, () => ui.keep.click(), words.way_made);
    const wish = ui.news && (ui.news.textContent || words.news);
    const told = frame.case && wish && small(wish, () => ui.news.click(), wish);
    if (told) told.classList.add("tell");
    if (frame.case) document.dispatchEvent(new CustomEvent("chat:case"));
    const below = rows.length && el("div", { className: frame.asks ? "choices asks" : "choices" }, ...rows);
    if (below) below.values = new Set(frame.choices.flat().map((item) => item.value).filter(Boolean));
    const node = el("div", { className: "message", tabIndex: -1 },
      (frame.text || frame.media.length) && bubble(frame, frame.text),
      el("div", { className: "meta" }, el("time"), again, way, told),
      below);
    replies.set(frame.seq, node);
    return node;
  };

  const rewrite = (frame, before) => {
    const node = replyNode(frame);
    const rows = node.querySelector(".choices");
    if (rows) rows.classList.add("old");
    replies.set(frame.edits, node);
    if (head === before) head = node;
    before.replaceWith(node);
    stamp(node, before.querySelector("time").dateTime);
  };

  const onReply = (frame) => {
    if (replies.has(frame.seq)) return;
    if (!frame.fleeting) lastSeq = frame.seq; // what is in no history is no place in it
    if (frame.edits) edited.add(frame.edits);
    const before = frame.edits && replies.get(frame.edits);
    spoken = spoken || !before;
    if (before) return rewrite(frame, before);
    onAsked(frame.asks);
    typed(false);
    if (frame.choices.length || frame.asks_location) age();
    const node = replyNode(frame);
    breathe(node, new Date(frame.at).getTime());
    place(node, frame.at, false);
    fold(node, frame.asks);
    settle(false);
    if (ready) document.dispatchEvent(new CustomEvent("chat:reply"));
  };

  /* Whether a question waits for an answer; what leaves it is offered only then. */
  let asking = false;
  let heard = false;
  const onAsked = (asks) => {
    if (asks || heard) asking = asks;
    heard = false;
    offer();
  };
  const offer = () => {
    for (const chip of ui.menu.querySelectorAll(".is-huy")) chip.hidden = !asking;
  };

  const onMenu = (frame) => {
    const chips = frame.items.map((item) =>
      button("chip is-" + item.command, item.label, { text: "/" + item.command, label: item.label }));
    if (ui.keep) {
      /* For citizens on machines of their own; who works here comes back by an invitation. */
      const works = !frame.items.some((item) => item.command === "cuatoi");
      ui.keep.hidden = !!setup.shared || works;
      ui.news.textContent = works ? words.news_work : words.news;
      chips.splice(1, 0, ui.keep, ui.news);
    }
    ui.menu.replaceChildren(...chips);
    ui.menu.hidden = !frame.items.length;
    offer();
  };

  /* What we say */

  const waiting = new Map();
  const shown = new Set();

  const said = (frame) => frame.label || (/^\/start\b/.test(frame.text || "") ? words.start : frame.text);

  const ownNode = (frame, media, cited) => el("div", { className: "message own" },
    bubble(Object.assign({}, frame, { media }), said(frame), cited),
    el("div", { className: "meta" }, el("time"), el("span", { className: "tick" })));

  const mark = (node, state) => {
    node.classList.remove("pending", "refused");
    if (state !== "sent") node.classList.add(state);
    const sent = state === "sent";
    node.querySelector(".tick").replaceChildren(sent ? "✓" : "",
      state === "refused" ? "" : el("span", { className: sent ? "hidden" : "" }, words[sent ? "sent" : "sending"]));
  };

  const onOwn = (frame) => {
    spoken = true;
    if (waiting.has(frame.id)) return onAck(frame);
    if (shown.has(frame.id)) return;
    shown.add(frame.id);
    heard = true;
    age();
    answered(frame.choice);
    head = null;
    const node = ownNode(frame, frame.media);
    place(node, frame.at, false);
    mark(node, "sent");
  };

  const enqueue = (frame, media, cited) => {
    heard = true;
    age();
    answered(frame.choice);
    head = null;
    shown.add(frame.id);
    const node = ownNode(frame, media, cited);
    waiting.set(frame.id, { frame, node });
    place(node, now(), true);
    mark(node, "pending");
    put(OUT + frame.id, JSON.stringify({ at: Date.now(), frame }));
    transmit(frame);
  };

  const post = (content, media, cited) => {
    show(ui.notice);
    spoken = true;
    enqueue(Object.assign({ type: "message", id: uuid() }, content), media, cited);
  };

  const close = (frame) => {
    const item = waiting.get(frame.id);
    waiting.delete(frame.id);
    put(OUT + frame.id);
    return item;
  };

  const onAck = (frame) => {
    const item = close(frame);
    if (!item) return;
    tune(frame.type === "ack" && frame.at);
    if (frame.at) stamp(item.node, frame.at);
    mark(item.node, "sent");
    if (frame.type === "ack") typed(true);
  };

  const onRefused = (frame) => {
    const item = close(frame);
    if (!item) return;
    mark(item.node, "refused");
    const rewrite = () => {
      item.node.remove();
      write(item.frame.text);
      ui.text.focus();
    };
    item.node.querySelector(".meta").append(el("span", { className: "problem" }, frame.text || words.refused),
      item.frame.text && !item.frame.label ? small(words.edit, rewrite, words.edit) : "");
    settle(true);
  };

  /* The wire */

  let socket = null;
  let ready = false;
  let tries = 0;
  let retry = 0;
  let ackTimer = 0;

  /* Why we were sent away, if we were told. */
  let sentAway = "";
  /* The line is there, but we are nobody on it: the browser keeps no cookie. */
  let barred = false;

  const cutOff = () => put(HALF, ui.text.value) ? words.offline_banner : words.offline_shared;
  const state = (name) => {
    ui.state.textContent = words[name];
    ui.state.className = "state " + name;
    show(ui.banner, name === "offline" && !barred && (sentAway || (tries || !navigator.onLine) && cutOff()));
    ui.barred.hidden = !barred;
  };
  /* What cannot be sent is not promised to be. */
  const bar = (on) => {
    if (barred === on) return;
    barred = on;
    if (on) for (const item of Array.from(waiting.values())) onRefused({ id: item.frame.id });
    state("offline");
  };
  const askWhy = () => fetch("/chat/con-phien", { method: "POST" }).then((answer) => bar(answer.status === 403), () => bar(false));

  const transmit = (frame) => {
    if (!ready || socket.readyState !== WebSocket.OPEN) return;
    socket.send(JSON.stringify(frame));
    /* A phone that changed networks keeps a dead socket that looks open. */
    clearTimeout(ackTimer);
    ackTimer = setTimeout(() => waiting.size && drop(), ACK_WAIT);
  };

  const drop = () => {
    const dead = socket;
    lost(dead);
    dead.close();
  };

  const lost = (which) => {
    if (which !== socket) return;
    socket = null;
    ready = false;
    clearTimeout(ackTimer);
    typed(false);
    state("offline");
    /* Spread out, so that a restart does not bring everyone back in the same instant. */
    const wait = BACKOFF[Math.min(tries, BACKOFF.length - 1)] * (1 + Math.random() / 4);
    tries += 1;
    clearTimeout(retry);
    retry = setTimeout(connect, wait * 1000);
  };

  /* We are cut off for what cannot be read: that is the oldest message nobody answered. The third
     time it is given up, or it would hold up those behind it for ever. */
  const UNREADABLE = [1003, 1007, 1009];
  const blame = (code) => {
    const item = UNREADABLE.includes(code) && waiting.values().next().value;
    if (!item) return;
    item.cutOff = (item.cutOff || 0) + 1;
    if (item.cutOff === 3) onRefused({ id: item.frame.id });
  };

  const connect = () => {
    clearTimeout(retry);
    if (socket) return;
    const url = new URL(setup.ws, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const mine = socket = new WebSocket(url);
    if (!tries) state("connecting");
    let opened = false;
    mine.onopen = () => {
      opened = true;
      mine.send(JSON.stringify({ type: "hello", after: lastSeq }));
    };
    mine.onclose = (event) => {
      if (mine === socket) blame(event.code);
      lost(mine);
      if (!opened && !setup.seat) askWhy();
    };
    mine.onmessage = (event) => {
      if (mine !== socket) return;
      const frame = JSON.parse(event.data);
      if (frames[frame.type]) frames[frame.type](frame);
    };
  };

  const onReady = (frame) => {
    ready = true;
    tries = 0;
    sentAway = "";
    barred = false;
    tune(frame.at);
    /* What was shown before the clock was set may have called another day today. */
    for (const day of ui.log.querySelectorAll(".day")) day.textContent = dayName(day.nextElementSibling.dataset.day);
    state("online");
    ui.log.setAttribute("aria-busy", "false");
    if (frame.older) ui.older.hidden = false;
    ui.older.setAttribute("aria-busy", "false");
    settle(false);
    for (const item of waiting.values()) transmit(item.frame);
    begin();
  };

  /* What came before */

  const recall = () => {
    const first = ui.log.querySelector(".message time");
    if (!ready || !first || ui.older.getAttribute("aria-busy") === "true") return;
    ui.older.setAttribute("aria-busy", "true");
    socket.send(JSON.stringify({ type: "older", until: first.dateTime }));
  };

  /* Past, so neither news nor anything to answer; what stands here already is newer. */
  const pastNode = (frame) => {
    if (frame.type === "own" && !shown.has(frame.id)) {
      shown.add(frame.id);
      const node = ownNode(frame, frame.media);
      mark(node, "sent");
      return node;
    }
    const known = frame.type !== "reply" || replies.has(frame.seq) || edited.has(frame.seq) || edited.has(frame.edits);
    if (known) return null;
    const before = frame.edits && replies.get(frame.edits);
    if (before) return rewrite(frame, before);
    if (frame.edits) edited.add(frame.edits);
    const node = replyNode(Object.assign({}, frame, { asks_location: false }));
    const rows = node.querySelector(".choices");
    if (rows && frame.asks) rows.remove();
    if (rows) rows.classList.add("old");
    return node;
  };

  const onOlder = (frame) => {
    const height = ui.log.scrollHeight - ui.log.scrollTop;
    const top = ui.log.querySelector(".message");
    const first = top.previousElementSibling && top.previousElementSibling.className === "day" ? top.previousElementSibling : top;
    ui.log.setAttribute("aria-live", "off");
    for (const line of frame.lines) {
      const node = pastNode(line);
      if (!node) continue;
      ui.log.insertBefore(node, first);
      stamp(node, line.at);
    }
    stamp(top, top.querySelector("time").dateTime);
    ui.log.scrollTop = ui.log.scrollHeight - height;
    setTimeout(() => ui.log.setAttribute("aria-live", "polite"), 100);
    ui.older.setAttribute("aria-busy", "false");
    const stood = document.activeElement === ui.older;
    ui.older.hidden = !frame.more;
    if (stood && !frame.more) ui.log.focus({ preventScroll: true });
  };
  ui.older.addEventListener("click", recall);

  const frames = { own: onOwn, reply: onReply, older: onOlder, menu: onMenu, ready: onReady, ack: onAck, refused: onRefused, closed: (frame) => { sentAway = frame.text; }, over: () => gone() };

  /* What the page itself has to say. */
  const remark = (text, below) => {
    const node = el("div", { className: "message" },
      bubble({}, text), el("div", { className: "meta" }, el("time")), below);
    place(node, now(), false);
    return node;
  };

  document.addEventListener("chat:remark", (event) => remark(event.detail));

  /* What a link would do in the person's name is asked first: anybody can make a link. */
  const askFirst = (payload) => {
    spoken = true;
    const answer = (label, does) => el("button", { className: "choice", type: "button", onclick: () => {
      node.remove();
      does();
    } }, label);
    const node = remark(words["start_" + payload.slice(0, 3)],
      el("div", { className: "choices" }, el("div", { className: "row" },
        answer(words.start_yes, () => post({ text: "/start " + payload, label: words.start_yes })),
        answer(words.start_no, () => replies.size || post({ text: "/start", label: words.start })))));
  };

  /* A machine others use too */

  const gone = () => {
    clear();
    location.replace("/chat?da-thoat");
  };
  const tell = (path) => fetch(path, { method: "POST" }).then((answer) => {
    if (!answer.ok && answer.status !== 403) throw new Error(answer.status);
  });
  const leave = () => tell("/chat/thoat").then(gone, () => show(ui.notice, words.leave_failed));
  const askToLeave = () => confirm(setup.kept ? words.leave_kept : words.leave_ask) && leave();
  let idle = 0;
  const stir = () => {
    clearTimeout(idle);
    if (setup.shared) idle = setTimeout(leave, setup.idleMinutes * 60000);
  };
  const share = () => tell("/chat/may-chung").then(() => {
    setup.shared = "yes";
    clear();
    ui.share.hidden = ui.keep.hidden = true;
    document.dispatchEvent(new CustomEvent("chat:shared"));
    remark(say("shared", { n: setup.idleMinutes }));
    stir();
  }, () => show(ui.notice, words.refused));
  if (ui.leave) {
    ui.leave.addEventListener("click", askToLeave);
    ui.share.addEventListener("click", share);
    for (const what of ["keydown", "pointerdown"]) addEventListener(what, stir, { passive: true });
    stir();
    if (new URL(location.href).searchParams.has("da-thoat")) {
      history.replaceState(null, "", "/chat");
      remark(words.left);
    }
  }

  /* Say /start for the person: with what a link carried, or in an empty chat. */
  const begin = () => {
    const here = new URL(location.href);
    const carried = here.searchParams.get("start");
    /* The same letters as the server's: what it would not act on is not said either. */
    const payload = /^[A-Za-z0-9_.-]+$/.test(carried || "") ? carried : "";
    if (carried) {
      here.searchParams.delete("start");
      history.replaceState(null, "", here);
    }
    if (/^(gan|moi)-/.test(payload)) return askFirst(payload);
    if (payload || !spoken) post({ text: ("/start " + payload).trim(), label: words.start });
  };

  const hurry = () => {
    tries = 0;
    if (!document.hidden) connect();
  };
  addEventListener("online", hurry);
  addEventListener("offline", () => socket && drop());
  document.addEventListener("visibilitychange", hurry);

  /* Files */

  let files = [];
  /* Whether Send was pressed while files were still on their way. */
  let due = false;
  const limit = { text: +setup.textMax, mb: +setup.fileMaxMb, files: +setup.filesMax };

  const remove = (file) => {
    if (file.request) file.request.abort();
    files = files.filter((other) => other !== file);
    file.node.remove();
    ui.files.hidden = !files.length;
    if (loading === file) uploaded();
    sendIfDue();
  };

  /* One after the other: on a weak line ten at once all fail. */
  let loading = null;
  const uploadNext = () => {
    if (loading) return;
    loading = files.find((file) => !file.token && !file.failed) || null;
    if (loading) upload(loading);
  };
  const uploaded = () => {
    loading = null;
    uploadNext();
  };

  const upload = (file) => {
    file.node.classList.remove("failed");
    file.again.hidden = true;
    file.bar.hidden = false;
    const fail = (sentence) => {
      file.failed = true;
      due = false;
      file.bar.hidden = true;
      file.again.hidden = false;
      file.node.classList.add("failed");
      show(ui.notice, sentence || say("upload_failed", file));
      uploaded();
    };
    const request = file.request = new XMLHttpRequest();
    request.open("POST", setup.upload);
    request.responseType = "json";
    request.upload.onprogress = (event) => { file.bar.value = 100 * event.loaded / event.total; };
    request.onload = () => {
      const answer = request.response || {};
      if (request.status !== 200 || !answer.token) return fail(answer.error);
      Object.assign(file, { token: answer.token, kind: answer.kind });
      file.bar.hidden = true;
      uploaded();
      sendIfDue();
    };
    request.onerror = () => fail();
    const form = new FormData();
    form.append("file", file.blob, file.name);
    request.send(form);
  };

  const add = (blobs) => {
    show(ui.notice);
    for (const [at, blob] of blobs.entries()) {
      const name = blob.name;
      if (files.length >= limit.files) {
        return show(ui.notice, say("too_many", { n: limit.files, left: blobs.length - at }));
      }
      if (blob.size > limit.mb * 1048576) {
        show(ui.notice, say("file_too_large", { name, n: limit.mb }));
        continue;
      }
      const kinds = { image: "photo", audio: "voice", video: "video" };
      const file = { blob, name, kind: kinds[blob.type.split("/")[0]] || "document", url: URL.createObjectURL(blob) };
      file.bar = el("progress", { max: 100, value: 0, "aria-label": name });
      file.again = small(say("retry", file), () => { file.failed = false; uploadNext(); }, "↻");
      file.node = el("li", { className: "file" },
        file.kind === "photo" ? el("img", { src: file.url, alt: "" }) : el("span", { className: "kind" }, words[file.kind]),
        el("div", {}, el("span", {}, name), file.bar),
        file.again,
        small(say("remove", file), () => { remove(file); ui.text.focus(); }, "✕"));
      files.push(file);
      ui.files.append(file.node);
      ui.files.hidden = false;
      uploadNext();
    }
  };

  document.addEventListener("chat:files", (event) => add(event.detail));
  document.addEventListener("chat:notice", (event) => show(ui.notice, event.detail));
  for (const [button, input] of [[ui.attach, ui.pick], [ui.camera, ui.shoot]]) {
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      add(Array.from(input.files));
      input.value = "";
    });
  }
  const dragged = (event) => Array.from(event.dataTransfer.types).includes("Files");
  addEventListener("dragover", (event) => {
    if (!dragged(event)) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  addEventListener("dragleave", (event) => event.relatedTarget || document.body.classList.remove("dropping"));
  addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    if (!dragged(event)) return;
    event.preventDefault();
    add(Array.from(event.dataTransfer.files));
  });
  ui.text.addEventListener("paste", (event) => {
    const pasted = Array.from(event.clipboardData.files);
    if (!pasted.length) return;
    event.preventDefault();
    add(pasted);
  });

  /* The composer */

  let quoted = null;
  const quote = (frame) => {
    quoted = frame;
    ui.quote.hidden = !frame;
    if (!frame) return ui.quote.replaceChildren();
    ui.quote.replaceChildren(
      el("div", {}, el("strong", {}, say("quoting", frame)), el("span", {}, (frame.text || "").slice(0, 200))),
      small(words.quote_cancel, () => { quote(null); ui.text.focus(); }, "✕"));
    ui.text.focus();
  };

  const fits = () => {
    const count = Array.from(ui.text.value.trim()).length;
    const over = count > limit.text;
    show(ui.notice, over && say("too_long", { count: number(count), n: number(limit.text) }));
    ui.text.setAttribute("aria-invalid", over);
    return !over;
  };

  const grow = () => {
    ui.text.style.height = "auto";
    ui.text.style.height = ui.text.scrollHeight + 2 + "px";
  };

  const write = (text) => {
    ui.text.value = text;
    put(HALF, text);
    grow();
  };

  /* Longer than a message may be: its beginning goes as words, the whole as a file beside it. */
  const BEGINNING = 2000;
  const asFile = (text) => {
    if (files.length >= limit.files) return show(ui.notice, say("too_many", { n: limit.files, left: 1 }));
    add([new File([text], words.whole_text, { type: "text/plain" })]);
    write(Array.from(text).slice(0, BEGINNING).join("") + " …");
    send();
  };

  const sendIfDue = () => due && files.every((file) => file.token) && send();

  const send = () => {
    due = false;
    const text = ui.text.value.trim();
    if (ui.leave && /^\/?(thoat|thoát)$/i.test(text.normalize("NFC"))) return askToLeave();
    /* A code belongs on its own page, and into no report. */
    if (/^QL(-[A-Z0-9]{4}){4}$/i.test(text)) {
      write("");
      sessionStorage.setItem("way", text); // an address would stay in the browser's history
      return location.assign("/chat/quay-lai");
    }
    if (!text && !files.length) return;
    if (!fits()) return asFile(text);
    const failed = files.find((file) => file.failed);
    if (failed) return show(ui.notice, say("upload_failed", failed));
    if (files.some((file) => !file.token)) {
      due = true;
      return show(ui.notice, words.uploads_pending);
    }
    if (barred) return show(ui.notice, words.refused);
    const content = {};
    if (text) content.text = text;
    if (files.length) content.media = files.map((file) => file.token);
    if (quoted) content.reply_to = quoted.seq;
    post(content, files.map(({ url, kind, name }) => ({ url, kind, name })), quoted && say("quoting", quoted));
    files.slice().forEach(remove);
    quote(null);
    write("");
    ui.text.focus();
  };

  ui.text.addEventListener("input", () => {
    due = false;
    put(HALF, ui.text.value);
    grow();
    fits();
  });
  ui.text.addEventListener("keydown", (event) => {
    /* An input method's own Enter only ends a word. */
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || touch) return;
    event.preventDefault();
    send();
  });
  ui.composer.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  if (touch) ui.text.removeAttribute("enterkeyhint");
  else if (window === window.top) ui.text.focus();

  if (setup.shared) clear();
  if (take(HALF)) write(take(HALF));
  for (const frame of stored()) {
    spoken = true;
    enqueue(frame, (frame.media || []).map(() => ({ kind: "document" })));
  }
  connect();
})();
