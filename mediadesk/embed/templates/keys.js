// The keys that all players have.
(() => {
  'use strict';

  const { video, framed, find, on, length, position, goTo, toggle } = film;
  const [player, volume, speeds] = ['.player', '.volume', '[data-choice=speed]'].map(find);
  const { actions } = bar;
  const { say } = panels;

  function louder(step) {
    bar.setVolume(video.volume + step);
    say(`${Math.round(video.volume * 100)} %`);
  }
  function faster(step) {
    const to = Math.min(Math.max(speeds.selectedIndex + step, 0), speeds.length - 1);
    speeds.selectedIndex = to;
    speeds.dispatchEvent(new Event('change'));
    say(speeds.options[to].text);
  }
  const nudge = (step) => video.paused && goTo(position() + step / 25); // a frame, or nearly

  const KEYS = {
    ' ': toggle,
    k: toggle,
    j: () => goTo(position() - 10),
    l: () => goTo(position() + 10),
    ArrowLeft: () => goTo(position() - 5),
    ArrowRight: () => goTo(position() + 5),
    ArrowUp: () => louder(0.1),
    ArrowDown: () => louder(-0.1),
    PageUp: () => goTo(position() + length() / 10),
    PageDown: () => goTo(position() - length() / 10),
    Home: () => goTo(0),
    End: () => goTo(length()),
    m: () => actions.mute(),
    f: () => actions.fullscreen(),
    c: () => captions.toggle(),
    ',': () => nudge(-1),
    '.': () => nudge(1),
    '<': () => faster(-1),
    '>': () => faster(1),
  };
  // On a keyboard of another script the keys are where they are on a Latin one.
  function nameOf({ key, code, shiftKey }) {
    if (key.length > 1) return key;
    if (key.charCodeAt() < 128) return key.toLowerCase();
    if (/^(Key|Digit)/.test(code)) return code.at(-1).toLowerCase();
    return { Comma: shiftKey ? '<' : ',', Period: shiftKey ? '>' : '.' }[code];
  }

  on(document, 'keydown', (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (!player.contains(target) && !(framed && target === document.body)) return;
    if (key === 'Escape') return panels.escape();
    if (target.matches('select, [type=radio]') || (key === ' ' && target.matches('button, a'))) return;
    if (target === volume && /^(Arrow|Page|Home|End)/.test(key)) return;
    const name = nameOf(event);
    const act = /^\d$/.test(name) ? () => goTo((length() * name) / 10) : Object.hasOwn(KEYS, name) && KEYS[name];
    if (!act || (!film.engine && !/^[kcmf ]$/.test(name))) return;
    event.preventDefault();
    act();
  });
})();
