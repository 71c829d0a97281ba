// The keys that all players have.
(() => {
  'use strict';

  const { video, find, on, button, length, position, goTo, toggle } = film;
  const [player, volume, settings] = ['.player', '.volume', '#settings'].map(find);
  const { actions, setVolume } = bar;

  const KEYS = {
    ' ': toggle,
    k: toggle,
    j: () => goTo(position() - 10),
    l: () => goTo(position() + 10),
    ArrowLeft: () => goTo(position() - 5),
    ArrowRight: () => goTo(position() + 5),
    ArrowUp: () => setVolume(video.volume + 0.1),
    ArrowDown: () => setVolume(video.volume - 0.1),
    PageUp: () => goTo(position() + length() / 10),
    PageDown: () => goTo(position() - length() / 10),
    Home: () => goTo(0),
    End: () => goTo(length()),
    m: () => actions.mute(),
    f: () => actions.fullscreen(),
  };
  on(document, 'keydown', (event) => {
    const { target, key, code } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (!player.contains(target) && !(film.framed && target === document.body)) return;
    if (key === 'Escape' && !settings.hidden) return actions.settings(false), button('settings').focus();
    if (target.matches('select') || (key === ' ' && target.matches('button, a'))) return;
    if (target === volume && /^(Arrow|Page|Home|End)/.test(key)) return;
    // on a keyboard of another script the letters are where they are on a Latin one
    const name = /^[a-z]$/i.test(key) ? key.toLowerCase() : /^Key/.test(code) ? code.slice(3).toLowerCase() : key;
    const act = /^\d$/.test(key) ? () => goTo((length() * key) / 10) : Object.hasOwn(KEYS, name) && KEYS[name];
    if (!act || (!film.engine && name !== ' ' && name !== 'k')) return;
    event.preventDefault();
    act();
  });
})();
