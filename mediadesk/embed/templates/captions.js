// What is said, shown beneath the film and above the bar: drawn by us, so that the one never lies over the other.
const captions = (() => {
  'use strict';

  const { video, words, asked, find, on, button } = film;
  const box = find('.cues');
  const all = [...video.querySelectorAll('[kind=captions]')]; // those that can be had
  const primary = (tag) => tag.toLowerCase().split('-')[0];
  let shown = null;
  let last = null; // the one to come back to

  const inTongue = (tag) => all.find(({ srclang }) => srclang === tag) ?? all.find(({ srclang }) => primary(srclang) === primary(tag));
  const ofReader = () => navigator.languages.map(inTongue).find(Boolean);

  // Hidden is loaded and followed, but not drawn by the browser.
  function follow(element) {
    if (element.track.mode === 'disabled') element.track.mode = 'hidden';
    return element.track;
  }

  function draw() {
    const lines = [...(shown?.track.activeCues ?? [])].map((cue) => {
      const line = document.createElement('p');
      line.dir = 'auto';
      line.textContent = cue.getCueAsHTML().textContent; // text is text, never markup
      return line;
    });
    box.replaceChildren(...lines);
    box.hidden = !lines.length;
  }

  function choose(element, aloud) {
    shown = element ?? null;
    last = shown ?? last;
    if (shown) follow(shown);
    box.lang = shown?.srclang ?? '';
    draw();
    const control = button('captions');
    control?.classList.toggle('on', Boolean(shown));
    if (control?.ariaPressed) control.ariaPressed = Boolean(shown);
    document.querySelectorAll('[name=cc]').forEach((each) => (each.checked = each.value === (shown?.srclang ?? '')));
    if (aloud) panels.say(shown ? `${words.captions}: ${shown.label}` : words.no_captions);
  }

  const toggle = () => all.length && choose(shown ? null : (last ?? ofReader() ?? all[0]), true);

  all.forEach((element) => {
    on(element.track, 'cuechange', draw);
    on(element, 'error', () => {
      // a store that lets a frame without an origin fetch nothing keeps back the others, too
      for (const lost of self.origin === 'null' ? [...all] : [element]) {
        all.splice(all.indexOf(lost), 1);
        find(`[name=cc][value="${lost.srclang}"]`)?.parentElement.remove();
      }
      if (!all.includes(shown)) choose(null);
      if (!all.length) button('captions').hidden = true;
    });
  });
  on(document, 'change', ({ target }) => target.name === 'cc' && choose(all.find(({ srclang }) => srclang === target.value), true));
  // A browser that finds the same captions in the playlist, or shows some by its own mind, shows each twice.
  on(video.textTracks, 'addtrack change', () => {
    for (const track of video.textTracks) if (track.mode === 'showing' && !box.dataset.away) track.mode = 'hidden';
  });
  // A telephone that fills its screen with the film alone shows nothing of ours.
  on(video, 'webkitbeginfullscreen webkitendfullscreen', ({ type }) => {
    box.dataset.away = type === 'webkitbeginfullscreen' ? 1 : '';
    if (shown) shown.track.mode = box.dataset.away ? 'showing' : 'hidden';
  });

  if (button('captions')) button('captions').hidden = false;
  bar.actions.captions = find('#captions') ? () => panels.open('captions') : toggle;
  // What the address asks for, else what the reader understands; fetched with the film, not before.
  const wish = asked.get('cc');
  const first = wish === null ? ofReader() : inTongue(wish);
  const begin = () => last || choose(first);
  if (first) on(video, 'play', begin);
  if (first && film.engine) begin(); // the film was faster than we

  return { all, follow, toggle, inTongue, shown: () => shown };
})();
