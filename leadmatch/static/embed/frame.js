// Tells the page around this frame how high it is, and nothing else; it listens to nobody. Which pages may be around it
// is said by frame-ancestors, so it need not know whom it tells.
"use strict";
new ResizeObserver(() => {
  parent.postMessage({ type: "leadmatch-height", height: document.documentElement.offsetHeight }, "*");
}).observe(document.documentElement);
