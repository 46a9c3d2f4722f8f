// Asks once a second how far a study is, and loads the page anew when it has ended. Without it there is a link to look again.
"use strict";
const place = document.querySelector("[data-state]");
const look = async () => {
  try {
    const answer = await fetch(place.dataset.state, { cache: "no-store" });
    if (answer.ok) {
      if (!["waiting", "running"].includes(answer.headers.get("X-Job-State"))) {
        location.reload();
        return;
      }
      const text = await answer.text();
      if (text !== place.dataset.shown) {
        place.innerHTML = text;
        place.dataset.shown = text;
      }
    }
  } catch {
    // the service is away for a moment: asked again
  }
  setTimeout(look, 1000);
};
if (place) setTimeout(look, 1000);
