/* The communes of the list as circles where the office says they lie; the list stays beside. */
(() => {
  "use strict";

  const place = document.getElementById("map");
  const plain = (text) => {
    const node = document.createElement("span");
    node.textContent = text;
    return node.innerHTML;
  };
  const lines = Array.from(document.querySelectorAll("[data-latitude]"));
  const points = lines.map((line) => [+line.dataset.latitude, +line.dataset.longitude]);
  place.hidden = false;
  const map = L.map(place, { scrollWheelZoom: false, maxZoom: 13 }).fitBounds(points, { padding: [40, 40], maxZoom: 12 });
  map.attributionControl.setPrefix(false);
  L.tileLayer(place.dataset.tiles, { attribution: plain(place.dataset.attribution) }).addTo(map);
  for (const [number, line] of lines.entries()) {
    const link = line.querySelector("a");
    const size = 8 + 3 * Math.sqrt(+line.dataset.number);
    L.circleMarker(points[number], { radius: Math.min(size, 40), weight: 2, color: "#0b5a70", fillOpacity: 0.35 })
      .bindTooltip(plain(link.textContent + ": " + line.dataset.number))
      .on("click", () => location.assign(link.href))
      .addTo(map);
  }
})();
