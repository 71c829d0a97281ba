// All but the film and its bar comes when somebody shows that they are there: captions, chapters, keys, what works beneath
// the film. In most posts nobody does. Without it the film plays, and what lies beneath is there to read.
// The words of another language come at once, where the address asks for one that we have.
(() => {
  'use strict';

  const { video, facts, asked, framed, find, on } = film;
  const fetchScript = (src) => document.head.append(Object.assign(document.createElement('script'), { src, fetchPriority: 'low' }));
  let fetched = false;
  function fetchLater() {
    if (!fetched) fetchScript(facts.later);
    fetched = true;
  }
  on(document, 'pointermove pointerdown focusin keydown', fetchLater);
  on(video, 'state', fetchLater);
  if (facts.tongues.includes(asked.get('lang')?.toLowerCase().split('-')[0])) fetchScript(facts.speech);
  if (!framed) find('.share')?.removeAttribute('hidden');
})();
