/* A link carries the code behind its #, which nobody but this page reads; opening is a press. */
(() => {
  "use strict";

  const take = () => {
    const code = decodeURIComponent(location.hash.slice(1)) || sessionStorage.getItem("way");
    sessionStorage.removeItem("way");
    if (location.hash) history.replaceState(null, "", location.pathname);
    if (code) document.getElementById("ma").value = code.slice(0, 80);
  };

  take();
  window.addEventListener("hashchange", take); // a second link, while this page is open
})();
