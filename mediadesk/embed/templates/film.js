// The film: where it is, which way it comes, and what is done when that way fails. What the reader sees is elsewhere:
// this tells it by events on the video element: `state` (detail: its name, words to say), `place` (where we are
// changed without the video knowing), `rungs` (the ladder is known, or gone) and `rung` (detail: the one now shown).
const film = (() => {
  'use strict';

  const find = (selector) => document.querySelector(selector);
  const on = (target, names, act) => names.split(' ').forEach((name) => target.addEventListener(name, act));
  const facts = JSON.parse(find('#facts').textContent);
  const { words } = facts;
  const video = find('video');
  const asked = new URLSearchParams(location.search);
  const framed = self !== top;
  // WordPress put us there
  const secret = framed && (/secret=([A-Za-z0-9]+)/.exec(location.hash) || [])[1];
  const tell = (name, detail) => video.dispatchEvent(new CustomEvent(name, { detail }));
  const state = (name, say = '') => tell('state', { name, say });

  // --- where we are -------------------------------------------------------------------------------------------------

  // hls, native or mp4 once the reader asked for the film
  let engine = '';
  // a source is attached
  let ready = false;
  // the reader wants it to run
  let wanted = false;
  // a position not yet reached
  let pending = startTime();
  let hls = null;
  // there was no line since the film last moved
  let cut = false;

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
    tell('place');
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
  const plain = sparing || asked.has('mp4');
  const byHls = !plain && !native && Boolean(self.MediaSource);

  const attempts = (ttfb, retries) => {
    const retry = { maxNumRetry: retries, retryDelayMs: 500, maxRetryDelayMs: 2000 };
    return { default: { maxTimeToFirstByteMs: ttfb, maxLoadTimeMs: 60000, timeoutRetry: retry, errorRetry: retry } };
  };

  // Before a finger or a key comes down it is often seen coming: the engine is fetched meanwhile.
  const warm = () => engine || !byHls || fetchEngine().catch(() => {});

  function begin() {
    // else they load as soon as hls.js lets go
    video.querySelectorAll('source').forEach((source) => source.remove());
    wanted = true;
    cut = !navigator.onLine;
    wait();
    if (byHls) useHls();
    else if (native && !plain) useNative();
    else useMp4();
  }

  function use(name) {
    engine = document.documentElement.dataset.engine = name;
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
      // it came after we had given up
      if (engine !== 'hls') return;
      hls = new Hls({
        startLevel: 0,
        // it would throw a whole segment away
        testBandwidth: false,
        startPosition: pending ?? -1,
        capLevelToPlayerSize: true,
        maxBufferLength: 20,
        // without it 60 MB are fetched ahead, and someone pays for them
        maxMaxBufferLength: 30,
        backBufferLength: 30,
        enableWorker: false,
        pLoader: carried(Hls.DefaultConfig.loader, facts.playlists),
        manifestLoadPolicy: attempts(9000, 1),
        playlistLoadPolicy: attempts(9000, 2),
        // with the default a missing segment freezes for 22 s
        fragLoadPolicy: attempts(9000, 2),
      });
      let mended = false;
      hls.on('hlsError', (_, { fatal, type }) => {
        if (!fatal) return;
        if (type === 'networkError' && excused(() => (hls.levels.length ? hls.startLoad() : hls.loadSource(facts.master)))) return;
        if (type === 'mediaError' && ready && !mended) return (mended = true), hls.recoverMediaError();
        useMp4();
      });
      hls.on('hlsManifestParsed', () => {
        tell('rungs');
        attached();
      });
      hls.on('hlsLevelSwitched', (_, { level }) => tell('rung', hls.levels[level]));
      hls.loadSource(facts.master);
      hls.attachMedia(video);
    }).catch(() => {
      if (engine !== 'hls') return;
      fetched = null;
      if (!excused(useHls)) useMp4();
    });
  }

  function useNative() {
    use('native');
    video.src = facts.master;
    attached();
  }

  function useMp4() {
    // notes the position before hls.js lets go of the video
    use('mp4');
    hls?.destroy();
    hls = null;
    tell('rungs');
    video.src = ((sparing || matchMedia('(max-width: 899px)').matches) && facts.small) || facts.mp4;
    video.load();
    // where it will begin
    if (pending) video.currentTime = pending;
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
    // it had failed
    else if (engine === 'mp4') useMp4();
    if (wanted) wait();
    else state('still');
  }

  // --- when it fails ------------------------------------------------------------------------------------------------

  const wait = () => state('loading', navigator.onLine ? '' : words.offline);

  on(self, 'online offline', () => {
    cut ||= !navigator.onLine;
    if (wanted && video.readyState < 3) wait();
  });

  // What failed without a line, or just before it was back, proves nothing against this way: it is tried again.
  function excused(again) {
    if (!cut) return false;
    cut = false;
    wait();
    if (navigator.onLine) again();
    else addEventListener('online', again, { once: true });
    return true;
  }

  function fail() {
    if (excused(useMp4)) return;
    wanted = ready = false;
    state('failed');
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
  on(video, 'playing', () => {
    pending = null;
    wanted = true;
    cut = !navigator.onLine;
    state('moving');
  });
  on(video, 'waiting', () => wanted && wait());
  on(video, 'pause', () => {
    // it also says so when it gives up
    if (!ready || video.ended || video.error) return;
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

  // --- begin --------------------------------------------------------------------------------------------------------

  video.controls = false;
  video.loop = asked.get('loop') === '1';
  video.muted = asked.get('muted') === '1';
  // when every script of the page listens
  if (asked.get('autoplay') === '1') queueMicrotask(begin);

  return {
    ...{ video, facts, words, asked, framed, secret, find, on, clock, length, position, goTo, toggle, begin, warm },
    button: (action) => find(`button[data-action=${action}]`),
    hls: () => hls,
    get engine() {
      return engine;
    },
    get wanted() {
      return wanted;
    },
  };
})();
