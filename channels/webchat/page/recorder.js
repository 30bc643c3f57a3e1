/* Speaking instead of writing: recorded here, heard once more, and only then put beside the message. */
(() => {
  "use strict";

  const SECONDS = 300;
  const BITS = 32000;
  const KINDS = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4", ""];

  const node = (id) => document.getElementById(id);
  const [record, panel, stop, clock, heard, take, again, drop] =
    ["record", "recorder", "stop", "clock", "heard", "take", "again", "drop"].map(node);
  const words = JSON.parse(node("words").textContent);
  const limit = +document.body.dataset.fileMaxMb * 1048576;

  let running = null;
  let made = null;
  let timer = 0;

  const say = (text) => document.dispatchEvent(new CustomEvent("chat:notice", { detail: text }));
  const minutes = (s) => Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0");

  const show = (state) => {
    panel.hidden = !state;
    for (const part of [stop, clock]) part.hidden = state !== "recording";
    for (const part of [heard, take, again, drop]) part.hidden = state !== "made";
    record.setAttribute("aria-pressed", state === "recording");
  };

  const forget = () => {
    if (made) URL.revokeObjectURL(made.url);
    made = null;
    heard.removeAttribute("src");
    show("");
  };

  const finish = (chunks, type) => {
    running = null;
    clearInterval(timer);
    const plain = type.split(";")[0] || "audio/webm";
    const ending = { "audio/ogg": ".ogg", "audio/mp4": ".m4a" }[plain] || ".webm";
    const file = new File(chunks, words.recording + ending, { type: plain });
    if (!file.size) {
      show("");
      return say(words.no_sound);
    }
    made = { file, url: URL.createObjectURL(file) };
    heard.src = made.url;
    show("made");
    take.focus();
  };

  const begin = (stream) => {
    const type = KINDS.find((kind) => !kind || MediaRecorder.isTypeSupported(kind));
    const recorder = running = new MediaRecorder(stream, Object.assign({ audioBitsPerSecond: BITS }, type && { mimeType: type }));
    const chunks = [];
    let bytes = 0;
    let passed = 0;
    recorder.ondataavailable = (event) => {
      chunks.push(event.data);
      bytes += event.data.size;
      if (bytes > limit * 0.9) end();
    };
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      finish(chunks, recorder.mimeType || type);
    };
    clock.textContent = minutes(0);
    timer = setInterval(() => {
      passed += 1;
      clock.textContent = minutes(passed) + " / " + minutes(SECONDS);
      if (passed >= SECONDS) end();
    }, 1000);
    recorder.start(1000);
    show("recording");
    stop.focus();
  };

  const end = () => running && running.state !== "inactive" && running.stop();

  const start = () => {
    say("");
    if (running) return end();
    forget();
    if (!window.MediaRecorder || !navigator.mediaDevices) return say(words.no_recorder);
    record.disabled = true;
    navigator.mediaDevices.getUserMedia({ audio: true }).then(begin, (refused) => {
      say(refused.name === "NotFoundError" ? words.no_microphone : words.microphone_refused);
    }).finally(() => { record.disabled = false; });
  };

  record.addEventListener("click", start);
  again.addEventListener("click", start);
  stop.addEventListener("click", end);
  drop.addEventListener("click", () => {
    forget();
    record.focus();
  });
  take.addEventListener("click", () => {
    document.dispatchEvent(new CustomEvent("chat:files", { detail: [made.file] }));
    forget();
    node("text").focus();
  });
})();
