/* A link carries the code behind its #, which nobody but this page reads; opening is a press. */
(() => {
  "use strict";

  const code = decodeURIComponent(location.hash.slice(1));
  if (!code) return;
  history.replaceState(null, "", location.pathname);
  document.getElementById("ma").value = code.slice(0, 80);
})();
