// All that is said, to read: fetched when it is opened. A sentence is a way into the film, and the one that is said now is marked.
(() => {
  'use strict';

  const { video, find, on } = film;
  const details = find('.transcript');
  if (!details) return;
  const [box, label, choice] = ['.cue-list', '.transcript label', '.transcript select'].map(find);
  let track = null;

  function fill() {
    box.lang = choice.value;
    box.replaceChildren(
      ...[...(track.cues ?? [])].map((cue) => {
        const go = document.createElement('button');
        const [at, said] = ['span', 'span'].map((name) => go.appendChild(document.createElement(name)));
        go.type = 'button';
        go.dataset.at = cue.startTime;
        at.className = 'at';
        at.dir = 'ltr';
        at.textContent = film.clock(cue.startTime);
        said.dir = 'auto';
        said.textContent = cue.getCueAsHTML().textContent;
        return go;
      }),
    );
    box.hidden = !box.children.length;
    mark();
  }

  function mark() {
    const active = track?.activeCues?.[0];
    for (const each of box.children) {
      const now = active && +each.dataset.at === active.startTime;
      if (now === (each.ariaCurrent === 'true')) continue;
      each.ariaCurrent = now ? 'true' : null;
      // the list follows, unless somebody reads in it; the page itself never moves
      if (now && !box.matches(':hover, :focus-within')) box.scrollTop = each.offsetTop - box.clientHeight / 3;
    }
  }

  function load() {
    const element = captions.all.find(({ srclang }) => srclang === choice.value);
    if (!element) return;
    track = captions.follow(element);
    if (track.cues?.length) fill();
    else on(element, 'load', fill);
  }

  label.hidden = choice.length < 2;
  const open = () => {
    if (!details.open || track) return;
    choice.value = (captions.shown() ?? captions.inTongue(document.documentElement.lang) ?? captions.all[0])?.srclang ?? choice.value;
    load();
  };
  on(details, 'toggle', open);
  open(); // somebody was faster than we
  on(choice, 'change', load);
  captions.all.forEach(({ track: each }) => on(each, 'cuechange', () => each === track && mark()));
  on(box, 'click', ({ target }) => {
    const cue = target.closest('button');
    if (cue) panels.startAt(+cue.dataset.at);
  });
})();
