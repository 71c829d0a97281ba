// All but the film and its bar comes when somebody shows that they are there: captions, chapters, keys, what works beneath
// the film. In most posts nobody does. Without it the film plays, and what lies beneath is there to read.
(() => {
  'use strict';

  const { video, facts, framed, find, on } = film;
  let fetched = false;
  function fetchLater() {
    if (fetched) return;
    fetched = true;
    document.head.append(Object.assign(document.createElement('script'), { src: facts.later, fetchPriority: 'low' }));
  }
  on(document, 'pointermove pointerdown focusin keydown', fetchLater);
  on(video, 'state', fetchLater);
  if (!framed) find('.share')?.removeAttribute('hidden');
})();
