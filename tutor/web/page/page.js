// Around the terminal: says why it is not there, and brings it back. Loaded before textual.js, whose socket it watches.
"use strict";

(() => {
  const ENDED = 4000, TAKEN = 4001, FULL = 4002; // tutor/web/visit.py
  const RETRY_MILLISECONDS = 2000;

  let running = false; // a program draws here: not before its first picture, nor after its end

  const one = (id) => document.getElementById(id);
  const words = (key) => JSON.parse(document.body.dataset.words)[key];

  const tell = (title, more = "", button = "") => {
    one("notice").hidden = false;
    one("title").textContent = title;
    one("more").textContent = more;
    one("again").textContent = button;
    one("again").hidden = !button;
    if (button) one("again").focus();
  };

  // The first picture is there: keys are the terminal's from now on, without a click.
  const begin = () => {
    running = true;
    one("notice").hidden = true;
    document.querySelector(".xterm-helper-textarea").focus();
  };

  const reload = () => window.location.reload();

  // How the program ended; null where the server cannot be reached, false where it does not know this browser.
  const ending = async () => {
    try {
      const answer = await fetch("ending");
      return answer.ok ? await answer.json() : false;
    } catch {
      return null;
    }
  };

  const comeBack = async () => {
    const found = await ending();
    if (found) reload();
    else if (found === false) tell(words("gone"));
    else setTimeout(comeBack, RETRY_MILLISECONDS);
  };

  const closed = async (code) => {
    running = false;
    if (code === TAKEN) tell(words("taken"), "", words("here"));
    else if (code === FULL) reload(); // the page itself says so then
    else if (code === ENDED) {
      const found = (await ending()) || { code: 0, words: "" };
      tell(words(found.code ? "failed" : "ended"), found.words, words("again"));
    } else {
      tell(words("lost"));
      setTimeout(comeBack, RETRY_MILLISECONDS);
    }
  };

  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", begin, { once: true });
      this.addEventListener("close", (event) => closed(event.code));
    }
  };

  // Ctrl+W is a key of shells, and the browser takes it: the tab must not go without a word. No page can keep the key.
  window.addEventListener("beforeunload", (event) => {
    if (!running) return;
    event.preventDefault();
    event.returnValue = true; // browsers before 2024
  });

  window.addEventListener("DOMContentLoaded", () => {
    one("again").addEventListener("click", reload);
    if (!document.createElement("canvas").getContext("webgl2")) tell(words("no_webgl"));
  });
})();
