// Plays a clip forwards and backwards and goes frame by frame, whether there is a video or only its storyboard.
const shuttle = (() => {
  const screen = find('[data-screen]');
  const FASTEST = 8;
  const STILL = 3; // seconds of what does not say how long it is
  const idle = []; // videos that show nothing: a telephone lets those alone play that a finger has started
  const listeners = { move: [], trouble: [] };
  let clip = null;
  let video = null;
  let stage = null; // where tiles are drawn
  let at = 0; // seconds; of a video, where it was last sent
  let speed = 0;
  let bounds = null; // where it ends before its end, and what happens there: { to, reached }
  let ready = null; // what comes next, and the video that waits for it
  let asked = 0; // how often it was told to play or stop
  let waiting = null; // where to go when the video has arrived where it was sent
  let last = 0;
  let loop = 0; // the next look at where it is

  const hear = (what, listener) => listeners[what].push(listener);
  const tell = (what, word) => listeners[what].forEach((listener) => listener(word));

  function open(next) {
    close();
    clip = next;
    if (clip.video) showVideo();
    else showStills();
    tell('move');
  }
  function close() {
    speed = 0;
    at = 0;
    waiting = bounds = null;
    screen.replaceChildren();
    if (video) empty(video);
    video = stage = clip = null;
  }
  function empty(film) {
    film.removeAttribute('src');
    film.removeAttribute('poster');
    film.load();
    idle.push(film);
  }
  function fill(film, { video: src, still }, name) {
    film.ariaLabel = name;
    if (still) film.poster = picture(still);
    film.src = src;
    return film;
  }
  // What comes next is there when it is wanted.
  function prepare(next, second) {
    if (ready) empty(ready.film);
    ready = next.video ? { clip: next, film: fill(idle.pop() ?? newFilm(), next, words.name(next)) } : null;
    if (ready) ready.film.currentTime = second;
  }
  function showVideo() {
    if (ready?.clip === clip) video = ready.film;
    else video = fill(idle.pop() ?? newFilm(), clip, words.name(clip));
    if (ready?.film === video) ready = null;
    screen.append(video);
    const mine = video;
    if (mine.error) queueMicrotask(() => mine === video && fail()); // it failed while it waited
  }
  function newFilm() {
    const mine = make('video', { playsInline: true, preload: 'auto', disableRemotePlayback: true, tabindex: -1 });
    mine.addEventListener('error', () => mine === video && fail());
    mine.addEventListener('ended', () => mine === video && speed > 0 && end());
    mine.addEventListener('loadedmetadata', () => mine === video && tell('move'));
    mine.addEventListener('timeupdate', () => mine === video && tell('move'));
    mine.addEventListener('seeked', () => {
      if (mine !== video) return;
      if (waiting !== null) mine.currentTime = waiting;
      waiting = null;
      tell('move');
    });
    mine.addEventListener('click', () => play(speed ? 0 : 1));
    return mine;
  }
  function showStills() {
    if (clip.board) {
      stage = make('div', { className: 'stage', role: 'img', 'aria-label': words.say('still_of', { title: words.name(clip) }) });
      boards.shape(stage, clip.board);
      screen.append(stage);
      draw();
    } else if (clip.still) {
      screen.append(make('img', { src: picture(clip.still), alt: words.say('still_of', { title: words.name(clip) }) }));
    } else {
      screen.append(make('p', { className: 'instead', textContent: words.say(clip.width === null ? 'sound_only' : 'no_picture') }));
    }
  }
  function fail() {
    const [before, from, fast, ends] = [clip, at, speed, bounds];
    close();
    [clip, bounds] = [before, ends];
    showStills();
    goTo(from);
    tell('trouble', words.say(clip.board ? 'cannot_play' : 'cannot_show'));
    if (bounds && fast > 0) play(fast);
  }

  const moves = () => Boolean(video || stage);
  const fps = () => (stage ? 1000 / clip.board.every_ms : clip?.fps ? clip.fps[0] / clip.fps[1] : 25);
  const known = () => (Number.isFinite(video?.duration) ? video.duration : 0);
  const length = () => (clip?.ms ? clip.ms / 1000 : known() || (stage ? (clip.board.tiles * clip.board.every_ms) / 1000 : 0));
  const position = () => (!video ? at : (waiting ?? (speed < 0 ? at : video.currentTime)));
  const frame = () => Math.floor(position() * fps() + 1e-3);
  const draw = () => stage && boards.draw(stage, clip.board, boards.tileAt(clip.board, at * 1000));

  function goTo(second) {
    if (!clip) return;
    at = Math.min(Math.max(second, 0), length());
    waiting = video?.seeking ? at : null;
    if (video && waiting === null && Math.abs(video.currentTime - at) > 1e-4) video.currentTime = at;
    draw();
    tell('move');
  }
  // into the middle of a frame: at its edge a browser may show the one before
  const step = (count) => {
    if (speed) play(0);
    const lastFrame = Math.max(Math.ceil(length() * fps() - 1e-3) - 1, 0);
    goTo((Math.min(Math.max(frame() + count, 0), lastFrame) + 0.5) / fps());
  };

  // 1 forwards, 2 twice as fast, -1 backwards, 0 stop
  function play(to) {
    if (!moves() && !bounds) return;
    const mine = ++asked;
    at = position();
    const ran = speed > 0;
    speed = to;
    if (speed > 0 && at >= length() - 0.5 / fps()) goTo(0);
    if (video && speed > 0) {
      video.playbackRate = speed;
      video.play().catch(() => {
        if (mine === asked && speed > 0 && !video?.error) play(0);
      });
    } else video?.pause();
    last = 0;
    cancelAnimationFrame(loop);
    if (speed) loop = requestAnimationFrame(run);
    // the clock of a video is ahead of its picture: stopped, it shows the frame that it names
    else if (ran && video) goTo((frame() + 0.5) / fps());
    tell('move');
  }
  function run(now) {
    if (!speed || !clip) return;
    const passed = last ? (now - last) / 1000 : 0;
    last = now;
    if (!video || speed < 0) {
      at = Math.min(Math.max(at + passed * speed, 0), length() || STILL);
      if (video && !video.seeking) {
        waiting = null;
        video.currentTime = at;
      }
      draw();
      if (at <= 0 && speed < 0) play(0);
      else if (!video && at >= (length() || STILL)) return end();
    }
    // half of what passes between two looks: nothing of the next frame is seen
    if (speed > 0 && bounds && position() + (passed * speed) / 2 >= bounds.to()) return end();
    tell('move');
    loop = requestAnimationFrame(run);
  }
  // Stops where it ends: on the last frame that is meant.
  function end() {
    const ends = bounds;
    if (!ends?.goesOn()) {
      play(0);
      if (ends && moves()) goTo(Math.min(ends.to(), length()) - 0.5 / fps());
    }
    if (ends) ends.reached();
  }
  // again in the same direction: twice as fast
  const shuttle_ = (way) => play(Math.sign(speed) === way ? Math.max(Math.min(speed * 2, FASTEST), -FASTEST) : way);

  // Marks: the frame that is seen is the first, or the last, of what is meant.
  const startOfFrame = () => Math.round((frame() * 1000) / fps());
  const endOfFrame = () => Math.min(Math.round(((frame() + 1) * 1000) / fps()), Math.round(length() * 1000));

  return {
    open, close, prepare, goTo, step, play, hear, position, length, moves, fps, startOfFrame, endOfFrame,
    back: () => shuttle_(-1),
    forward: () => shuttle_(1),
    toggle: () => play(speed ? 0 : 1),
    until: (ends) => (bounds = ends),
    speed: () => speed,
  };
})();
