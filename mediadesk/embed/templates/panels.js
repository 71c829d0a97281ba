// What opens above the bar: one panel at a time, named as its button; qualities and speed; what is told for a moment.
document.adoptedStyleSheets = [new CSSStyleSheet()];
document.adoptedStyleSheets[0].replaceSync(laterStyle);

const panels = (() => {
  'use strict';

  const { video, words, find, on, button } = film;
  const [player, notice, quality] = ['.player', '.notice', '[data-choice=quality]'].map(find);
  let panel = ''; // the one that is open

  // Asked for again, or for none, it closes.
  function open(name) {
    const old = panel;
    panel = name === panel ? '' : name;
    for (const each of new Set([old, panel].filter(Boolean))) {
      find(`#${each}`).hidden = each !== panel;
      button(each).ariaExpanded = each === panel;
    }
    bar.awake();
  }
  on(document, 'pointerdown', ({ target }) => {
    if (panel && !find(`#${panel}`).contains(target) && !button(panel).contains(target)) open('');
  });
  function escape() {
    if (!panel) return;
    button(panel).focus();
    open('');
  }

  let told = 0;
  function say(text) {
    notice.textContent = text;
    clearTimeout(told);
    if (text) told = setTimeout(say, 1600, '');
  }

  // A place that was chosen beside the film: the film comes into view and runs from there.
  function startAt(time) {
    film.goTo(time);
    if (!film.wanted) film.toggle();
    player.scrollIntoView({ block: 'nearest' });
  }

  const lines = ({ width, height }) => `${Math.min(width, height)}p`;
  function offer() {
    const levels = (film.hls()?.levels ?? []).map((level, index) => ({ index, name: lines(level) }));
    quality.replaceChildren(new Option(words.automatic, -1), ...levels.reverse().map(({ index, name }) => new Option(name, index)));
    find('[data-row=quality]').hidden = levels.length < 2;
  }
  on(video, 'rungs', offer);
  on(video, 'rung', ({ detail }) => {
    quality.options[0].text = film.hls().autoLevelEnabled ? `${words.automatic} (${lines(detail)})` : words.automatic;
  });
  on(quality, 'change', () => film.hls() && (film.hls().nextLevel = +quality.value));
  on(find('[data-choice=speed]'), 'change', ({ target }) => (video.defaultPlaybackRate = video.playbackRate = +target.value));

  bar.actions.settings = () => open('settings');
  button('settings').hidden = false;
  offer();

  return { open, escape, say, startAt };
})();
