// What the reader sees and presses first: the states of the film, the time line, the sound.
// `bar.actions` are what its buttons do, by their `data-action`; other scripts add theirs.
const bar = (() => {
  'use strict';

  const { video, words, find, on, clock, button } = film;
  const page = document.documentElement;
  const [player, row, seek, volume, busy, trouble] = ['.player', '.bar', '.seek', '.volume', '.busy', '.trouble'].map(find);

  // --- states -------------------------------------------------------------------------------------------------------

  const STATES = ['still', 'loading', 'moving', 'over', 'failed'];
  on(video, 'state', ({ detail: { name, say } }) => {
    const { wanted } = film;
    if (wanted) page.classList.remove('idle');
    STATES.forEach((each) => page.classList.toggle(each, each === name || (each === 'moving' && name === 'loading' && wanted)));
    busy.hidden = name !== 'loading';
    busy.classList.toggle('turning', !say);
    busy.textContent = name === 'loading' ? say || words.loading : '';
    trouble.hidden = name !== 'failed';
    if (name === 'failed') trouble.replaceChildren(find('#failed').content.cloneNode(true));
    const label = name === 'over' ? 'replay' : wanted ? 'pause' : 'play';
    find('[data-name=play]').textContent = words[label];
    find('[data-name=title]').textContent = '';
    button('play').title = words[label];
    awake();
  });

  // The bar goes when nobody needs it, and stays while the keyboard is in it.
  let rest = 0;
  function awake() {
    player.classList.remove('quiet');
    clearTimeout(rest);
    rest = setTimeout(() => {
      if (film.engine && !video.paused && !find('.panel:not([hidden])') && !dragged && !row.querySelector(':focus-visible')) player.classList.add('quiet');
    }, 2500);
  }
  on(player, 'pointermove pointerdown focusin keydown', awake);
  on(video, 'click', (event) => {
    if (event.pointerType !== 'touch') film.toggle();
    else if (player.classList.contains('quiet')) awake();
    else if (film.engine && !video.paused) player.classList.add('quiet');
  });

  // --- the time line ------------------------------------------------------------------------------------------------

  let dragged = false;
  function show() {
    const at = dragged ? +seek.value : film.position();
    const all = film.length();
    const { buffered } = video;
    let got = at;
    for (let i = 0; i < buffered.length; i++) if (buffered.start(i) <= at + 0.5 && buffered.end(i) > got) got = buffered.end(i);
    if (!dragged) seek.value = at;
    seek.max = all;
    seek.style.setProperty('--at', at / all);
    seek.style.setProperty('--got', got / all);
    const text = words.of.replace('{at}', clock(at)).replace('{all}', clock(all));
    if (seek.getAttribute('aria-valuetext') !== text) {
      seek.setAttribute('aria-valuetext', text);
      find('[data-now]').textContent = clock(at);
    }
  }
  on(video, 'place timeupdate seeking seeked durationchange progress loadedmetadata', show);
  on(seek, 'input', () => ((dragged = true), show()));
  on(seek, 'change', () => ((dragged = false), film.goTo(+seek.value)));

  // --- sound --------------------------------------------------------------------------------------------------------

  function loudness() {
    const quiet = video.muted || !video.volume;
    page.classList.toggle('muted', quiet);
    button('mute').ariaLabel = button('mute').title = quiet ? words.unmute : words.mute;
    volume.value = quiet ? 0 : video.volume;
    volume.style.setProperty('--at', volume.value);
    volume.ariaValueText = `${Math.round(volume.value * 100)} %`;
  }
  function setVolume(value) {
    video.volume = Math.min(Math.max(value, 0), 1);
    video.muted = !video.volume;
  }
  on(volume, 'input', () => setVolume(+volume.value));
  on(video, 'volumechange', loudness);

  // --- buttons ------------------------------------------------------------------------------------------------------

  const actions = {
    play: film.toggle,
    mute: () => (video.muted || !video.volume ? ((video.muted = false), (video.volume ||= 0.5)) : (video.muted = true)),
  };
  on(row, 'click', ({ target }) => {
    const action = target.closest('button')?.dataset.action;
    if (action) actions[action]();
  });

  on(button('play'), 'pointerenter focus', film.warm);

  page.classList.add('idle');
  row.hidden = false;
  loudness();
  show();

  return { actions, awake, setVolume };
})();
