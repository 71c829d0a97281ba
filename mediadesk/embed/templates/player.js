(() => {
  'use strict';

  const page = document.documentElement;
  const find = (selector) => document.querySelector(selector);
  const facts = JSON.parse(find('#facts').textContent);
  const { words } = facts;
  const [video, player, bar, seek, volume] = ['video', '.player', '.bar', '.seek', '.volume'].map(find);
  const button = (action) => find(`button[data-action=${action}]`);
  const on = (target, names, act) => names.split(' ').forEach((name) => target.addEventListener(name, act));
  const asked = new URLSearchParams(location.search);
  const framed = self !== top;
  const secret = framed && (/secret=([A-Za-z0-9]+)/.exec(location.hash) || [])[1]; // WordPress put us there

  // --- where we are in the film -------------------------------------------------------------------------------------

  let engine = ''; // hls, native or mp4 once the reader asked for the film
  let ready = false; // a source is attached
  let wanted = false; // the reader wants it to run
  let pending = startTime(); // a position not yet reached
  let hls = null;

  function startTime() {
    const said = asked.get('t') || asked.get('start') || (/[#&?]t=([\dhms.]+)/.exec(location.hash) || [])[1] || '';
    const [, h = 0, m = 0, s = 0] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(said) || [];
    const time = h * 3600 + m * 60 + +s;
    return time > 0 && time < facts.seconds ? time : null;
  }

  const length = () => (video.duration > 0 && isFinite(video.duration) ? video.duration : facts.seconds);
  const position = () => pending ?? video.currentTime;

  function clock(seconds) {
    const whole = Math.floor(seconds);
    const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, String(whole % 60).padStart(2, '0')];
    return h ? `${h}:${String(m).padStart(2, '0')}:${s}` : `${m}:${s}`;
  }

  function goTo(time) {
    const target = Math.min(Math.max(time, 0), Math.max(length() - 0.1, 0));
    if (!ready || pending !== null) pending = target;
    if (video.readyState) video.currentTime = target;
    show();
  }

  // --- engines: HLS by hls.js, by the browser where it is sure, else one MP4 ----------------------------------------

  let fetched = null;
  function fetchEngine() {
    fetched ??= new Promise((resolve, reject) => {
      const script = document.createElement('script');
      script.src = facts.engine;
      on(script, 'load', () => (self.Hls && self.Hls.isSupported() ? resolve(self.Hls) : reject(new Error('no engine'))));
      on(script, 'error', () => reject(new Error('no engine')));
      document.head.append(script);
    });
    return fetched;
  }

  const sparing = Boolean(navigator.connection?.saveData);
  // Chrome says "maybe" to HLS and then loads far too much; a browser with ManagedMediaSource means it.
  const native = Boolean(self.ManagedMediaSource && video.canPlayType('application/vnd.apple.mpegurl'));
  const byHls = !asked.has('mp4') && !native && Boolean(self.MediaSource);

  const attempts = (ttfb, retries) => {
    const retry = { maxNumRetry: retries, retryDelayMs: 500, maxRetryDelayMs: 2000 };
    return { default: { maxTimeToFirstByteMs: ttfb, maxLoadTimeMs: 60000, timeoutRetry: retry, errorRetry: retry } };
  };

  function begin() {
    video.querySelectorAll('source').forEach((source) => source.remove()); // else they load as soon as hls.js lets go
    page.classList.remove('idle');
    wanted = true;
    state('loading');
    if (byHls) useHls();
    else if (native && !asked.has('mp4')) useNative();
    else useMp4();
  }

  function use(name) {
    engine = page.dataset.engine = name;
    pending = position() || null;
    ready = false;
  }

  function attached() {
    ready = true;
    if (wanted) run();
  }

  function useHls() {
    use('hls');
    fetchEngine().then((Hls) => {
      if (engine !== 'hls') return; // it came after we had given up
      hls = new Hls({
        startLevel: 0,
        testBandwidth: false, // it would throw a whole segment away
        startPosition: pending ?? -1,
        capLevelToPlayerSize: !sparing,
        maxBufferLength: 20,
        maxMaxBufferLength: 30, // without it 60 MB are fetched ahead, and someone pays for them
        backBufferLength: 30,
        enableWorker: false,
        manifestLoadPolicy: attempts(9000, 1),
        playlistLoadPolicy: attempts(9000, 2),
        fragLoadPolicy: attempts(9000, 2), // with the default a missing segment freezes for 22 s
      });
      let mended = false;
      hls.on('hlsError', (_, { fatal, type }) => {
        if (!fatal) return;
        if (type === 'networkError' && !navigator.onLine) return whenOnline(() => (hls.levels.length ? hls.startLoad() : hls.loadSource(facts.master)));
        if (type === 'mediaError' && !mended) return (mended = true), hls.recoverMediaError();
        useMp4();
      });
      hls.on('hlsManifestParsed', () => (offerQualities(), attached()));
      hls.on('hlsLevelSwitched', nameAutomatic);
      hls.loadSource(facts.master);
      hls.attachMedia(video);
    }).catch(() => engine === 'hls' && useMp4());
  }

  function useNative() {
    use('native');
    video.src = facts.master;
    attached();
  }

  function useMp4() {
    use('mp4'); // notes the position before hls.js lets go of the video
    hls?.destroy();
    hls = null;
    find('[data-row=quality]').hidden = true;
    video.src = facts.mp4;
    video.load();
    if (pending) video.currentTime = pending; // where it will begin
    attached();
  }

  function run() {
    const started = video.play();
    started?.catch((trouble) => {
      if (trouble.name === 'NotAllowedError') (wanted = false), state('still');
    });
  }

  function toggle() {
    if (!engine) return begin();
    wanted = !wanted;
    if (!wanted) video.pause();
    else if (ready) run();
    else if (engine === 'mp4') useMp4(); // it had failed
    state(wanted ? 'loading' : 'still');
  }

  function whenOnline(again) {
    state('loading', words.offline);
    addEventListener('online', () => (state('loading'), again()), { once: true });
  }

  function fail() {
    if (!navigator.onLine) return whenOnline(useMp4);
    wanted = ready = false;
    state('failed');
    find('.trouble').replaceChildren(find('#failed').content.cloneNode(true));
  }

  on(video, 'error', () => {
    if (engine === 'native') return useMp4();
    if (engine !== 'mp4') return;
    // a store that allows no foreign origin: without captions it plays all the same
    if (navigator.onLine && video.crossOrigin !== null) return video.removeAttribute('crossorigin'), useMp4();
    fail();
  });
  on(video, 'loadedmetadata', () => {
    // hls.js begins at its startPosition, most browsers where they were told before they knew the film
    if (engine !== 'hls' && pending && Math.abs(video.currentTime - pending) > 0.5) video.currentTime = pending;
  });
  on(video, 'playing', () => ((pending = null), (wanted = true), state('moving')));
  on(video, 'waiting', () => wanted && state('loading'));
  on(video, 'pause', () => {
    if (!ready || video.ended || video.error) return; // it also says so when it gives up
    wanted = false;
    state('still');
  });
  on(video, 'ended', () => ((wanted = false), state('over')));

  // Nothing moved and nothing arrived for 12 seconds: the simpler way, or an honest word.
  let pulse = '';
  let since = 0;
  setInterval(() => {
    const { buffered } = video;
    const now = [engine, ready, video.currentTime, buffered.length && buffered.end(buffered.length - 1)].join();
    if (now !== pulse || !wanted || !navigator.onLine) {
      pulse = now;
      since = Date.now();
    } else if (Date.now() - since > 12000) {
      since = Date.now();
      if (engine === 'mp4') fail();
      else useMp4();
    }
  }, 1000);

  // --- what the reader sees -----------------------------------------------------------------------------------------

  const STATES = ['still', 'loading', 'moving', 'over', 'failed'];
  const [busy, trouble] = ['.busy', '.trouble'].map(find);
  function state(name, say = '') {
    STATES.forEach((each) => page.classList.toggle(each, each === name || (each === 'moving' && name === 'loading' && wanted)));
    busy.hidden = name !== 'loading';
    busy.classList.toggle('turning', !say);
    busy.textContent = name === 'loading' ? say || words.loading : '';
    trouble.hidden = name !== 'failed';
    const label = name === 'over' ? 'replay' : wanted ? 'pause' : 'play';
    find('[data-name=play]').textContent = words[label];
    find('[data-name=title]').textContent = '';
    button('play').title = words[label];
    awake();
  }

  let dragged = false;
  function show() {
    const at = dragged ? +seek.value : position();
    const all = length();
    const { buffered } = video;
    let got = at;
    for (let i = 0; i < buffered.length; i++) if (buffered.start(i) <= at + 0.5 && buffered.end(i) > got) got = buffered.end(i);
    if (!dragged) seek.value = at;
    seek.max = all;
    seek.style.setProperty('--at', `${(at / all) * 100}%`);
    seek.style.setProperty('--got', `${(got / all) * 100}%`);
    const text = words.of.replace('{at}', clock(at)).replace('{all}', clock(all));
    if (seek.getAttribute('aria-valuetext') !== text) {
      seek.setAttribute('aria-valuetext', text);
      find('[data-now]').textContent = clock(at);
    }
  }
  on(video, 'timeupdate seeking seeked durationchange progress loadedmetadata', show);
  on(seek, 'input', () => ((dragged = true), show()));
  on(seek, 'change', () => ((dragged = false), goTo(+seek.value)));

  function loudness() {
    const quiet = video.muted || !video.volume;
    page.classList.toggle('muted', quiet);
    button('mute').ariaLabel = button('mute').title = quiet ? words.unmute : words.mute;
    volume.value = quiet ? 0 : video.volume;
    volume.style.setProperty('--at', `${volume.value * 100}%`);
    volume.ariaValueText = `${Math.round(volume.value * 100)} %`;
  }
  function setVolume(value) {
    video.volume = Math.min(Math.max(value, 0), 1);
    video.muted = !video.volume;
  }
  on(volume, 'input', () => setVolume(+volume.value));
  on(video, 'volumechange', loudness);

  // The bar goes when nobody needs it, and stays while the keyboard is in it.
  let rest = 0;
  function awake() {
    player.classList.remove('quiet');
    clearTimeout(rest);
    rest = setTimeout(() => {
      if (engine && !video.paused && settings.hidden && !dragged && !bar.querySelector(':focus-visible')) player.classList.add('quiet');
    }, 2500);
  }
  on(player, 'pointermove pointerdown focusin keydown', awake);
  on(video, 'click', (event) => {
    if (event.pointerType !== 'touch') toggle();
    else if (player.classList.contains('quiet')) awake();
    else if (engine && !video.paused) player.classList.add('quiet');
  });

  // --- quality and speed --------------------------------------------------------------------------------------------

  const settings = find('#settings');
  const quality = find('[data-choice=quality]');
  const lines = ({ width, height }) => `${Math.min(width, height)}p`;

  function offerQualities() {
    const levels = hls.levels.map((level, index) => ({ index, name: lines(level) }));
    if (sparing) hls.autoLevelCapping = hls.levels.findLastIndex((level) => Math.min(level.width, level.height) <= 360);
    quality.replaceChildren(new Option(words.automatic, -1), ...levels.reverse().map(({ index, name }) => new Option(name, index)));
    find('[data-row=quality]').hidden = levels.length < 2;
  }
  function nameAutomatic(_, { level }) {
    quality.options[0].text = hls.autoLevelEnabled ? `${words.automatic} (${lines(hls.levels[level])})` : words.automatic;
  }
  on(quality, 'change', () => hls && (hls.nextLevel = +quality.value));
  on(find('[data-choice=speed]'), 'change', ({ target }) => (video.defaultPlaybackRate = video.playbackRate = +target.value));

  // --- buttons and keys ---------------------------------------------------------------------------------------------

  // In a frame that may not fill the screen, the reader can still go to our page: WordPress does it for us.
  const canFill = document.fullscreenEnabled || video.webkitSupportsFullscreen;
  const here = () => `${location.href.split(/[?#]/)[0]}?t=${Math.floor(position())}`;
  const toPage = () => parent.postMessage({ message: 'link', value: here(), secret }, '*');

  const ACTIONS = {
    play: toggle,
    mute: () => (video.muted || !video.volume ? ((video.muted = false), (video.volume ||= 0.5)) : (video.muted = true)),
    settings(open = settings.hidden) {
      settings.hidden = open !== true;
      button('settings').setAttribute('aria-expanded', !settings.hidden);
      awake();
    },
    pip: () => (document.pictureInPictureElement ? document.exitPictureInPicture() : video.requestPictureInPicture().catch(() => {})),
    fullscreen() {
      if (!canFill) return secret && toPage();
      if (document.fullscreenElement) return document.exitFullscreen();
      if (player.requestFullscreen) return player.requestFullscreen().catch(() => {});
      video.webkitEnterFullscreen();
    },
  };
  on(bar, 'click', ({ target }) => {
    const action = target.closest('button')?.dataset.action;
    if (action) ACTIONS[action]();
  });
  on(document, 'pointerdown', ({ target }) => {
    if (!settings.hidden && !settings.contains(target) && !button('settings').contains(target)) ACTIONS.settings(false);
  });
  on(document, 'fullscreenchange', () => {
    button('fullscreen').ariaLabel = button('fullscreen').title = document.fullscreenElement ? words.leave_fullscreen : words.fullscreen;
  });

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
    m: ACTIONS.mute,
    f: ACTIONS.fullscreen,
  };
  on(document, 'keydown', (event) => {
    const { target, key, code } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (!player.contains(target) && !(framed && target === document.body)) return;
    if (key === 'Escape' && !settings.hidden) return ACTIONS.settings(false), button('settings').focus();
    if (target.matches('select') || (key === ' ' && target.matches('button, a'))) return;
    if (target === volume && /^(Arrow|Page|Home|End)/.test(key)) return;
    // on a keyboard of another script the letters are where they are on a Latin one
    const name = /^[a-z]$/i.test(key) ? key.toLowerCase() : /^Key/.test(code) ? code.slice(3).toLowerCase() : key;
    const act = /^\d$/.test(key) ? () => goTo((length() * key) / 10) : Object.hasOwn(KEYS, name) && KEYS[name];
    if (!act || (!engine && name !== ' ' && name !== 'k')) return;
    event.preventDefault();
    act();
  });

  // --- in a post ----------------------------------------------------------------------------------------------------

  if (framed) {
    const name = find('.name a');
    page.classList.add('framed');
    find('.name').hidden = false;
    if (secret || self.origin !== 'null') {
      Object.assign(name, { href: here(), target: '_blank', rel: 'noopener', title: words.full_page });
      on(name, 'click', (event) => {
        name.href = here();
        if (self.origin === 'null') event.preventDefault(), toPage();
      });
    }
    // WordPress shows our frame, and gives it this height, once we say so; an upright film need not fill the screen
    const sayHeight = () => {
      const width = innerWidth;
      const value = Math.ceil(Math.min((width * video.height) / video.width, Math.max(width, 640)));
      if (secret) parent.postMessage({ message: 'height', value, secret }, '*');
    };
    on(self, 'load resize', sayHeight);
    on(self, 'message', ({ source, data }) => source === parent && data?.message === 'ready' && sayHeight());
  }

  // --- begin --------------------------------------------------------------------------------------------------------

  video.controls = false;
  video.loop = asked.get('loop') === '1';
  video.muted = asked.get('muted') === '1';
  page.classList.add('idle');
  bar.hidden = false;
  button('pip').hidden = !document.pictureInPictureEnabled;
  button('fullscreen').hidden = !canFill && !secret;
  if (!canFill && secret) {
    page.classList.add('away');
    button('fullscreen').ariaLabel = button('fullscreen').title = words.full_page;
  }
  if (byHls && !sparing) on(button('play'), 'pointerenter focus', () => engine || fetchEngine().catch(() => {}));
  loudness();
  show();
  if (asked.get('autoplay') === '1') begin();
})();
