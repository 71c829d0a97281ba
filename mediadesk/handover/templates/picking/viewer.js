// One clip, large: to look at, to mark, to judge.
const viewer = (() => {
  const box = find('#clip');
  const [seek, now, length, range, marks, trouble, speed, note, stars, told] =
    ['seek', 'now', 'length', 'range', 'marks', 'trouble', 'speed', 'note', 'clip-reporter', 'through'].map((name) => find(`[data-${name}]`, box));
  const add = find('[data-act=add]', box);
  let clip = null;
  let piece = null; // of the order, when it was opened there
  let tour = null; // what leads through the order, while it does

  function open(id, of = null, by = null) {
    if (!work.clips.has(id)) return;
    clip = work.clips.get(id);
    piece = of;
    tour = by;
    notice.hide();
    trouble.textContent = '';
    describe();
    if (!box.open) box.showModal();
    shuttle.open(clip);
    const { in_ms } = piece ?? work.of(id);
    shuttle.goTo(in_ms === null ? 0 : (in_ms + 500 / shuttle.fps()) / 1000);
    paint();
  }
  function describe() {
    find('[data-clip-id]').textContent = clip.id;
    find('[data-clip-title]').textContent = words.name(clip);
    find('[data-clip-where]').replaceChildren(words.day(clip.day), clip.place ? ' · ' : '', make('bdi', { textContent: clip.place ?? '' }));
    find('[data-clip-tags]').replaceChildren(...clip.tags.map((tag) => make('li', { dir: 'auto', textContent: tag })));
    find('[data-clip-notes]').replaceChildren(...clip.notes.map((each) => make('p', { className: 'note', dir: 'auto', textContent: each })));
    const said = [clip.flag && words.say(clip.flag), clip.rating !== null && words.say('stars', { count: clip.rating })].filter(Boolean);
    stars.textContent = said.length ? words.say('reporter', { said: said.join(', ') }) : '';
    find('.player', box).classList.toggle('still', !clip.video && !clip.board);
    find('.player', box).classList.toggle('led', Boolean(tour));
    const seen = wall.visible();
    find('[data-clip-at]').textContent = seen.includes(clip.id) ? words.say('of', { at: seen.indexOf(clip.id) + 1, all: seen.length }) : '';
  }

  // What was said of it.
  function paint() {
    if (!clip) return;
    const said = work.of(clip.id);
    for (const button of findAll('[data-flag]', box)) button.setAttribute('aria-pressed', String(button.dataset.flag === said.flag));
    for (const button of findAll('[data-rating]', box)) {
      const value = Number(button.dataset.rating);
      button.setAttribute('aria-pressed', String(value === said.rating));
      button.classList.toggle('lit', value > 0 && said.rating !== null && value <= said.rating);
    }
    if (document.activeElement !== note) note.value = said.note ?? '';
    add.textContent = words.say(work.piecesOf(clip.id).length ? 'add_again' : 'add');
    const { in_ms, out_ms } = piece ?? said;
    const exact = (ms) => words.exact(ms, shuttle.fps());
    const all = shuttle.length() * 1000;
    const [from, to] = [in_ms ?? 0, out_ms ?? all];
    const marked = in_ms !== null || out_ms !== null;
    marks.textContent = marked
      ? `${in_ms === null ? words.say('beginning') : exact(in_ms)} – ${out_ms === null ? words.say('end') : exact(out_ms)}, ${words.say('chosen', { length: words.length(Math.max(to - from, 0)) })}`
      : '';
    find('[data-act=clear_marks]').hidden = !marked;
    range.hidden = !marked || !all;
    range.style.insetInlineStart = `${(from / all) * 100}%`;
    range.style.inlineSize = `${((to - from) / all) * 100}%`;
  }
  // Where it is.
  function follow() {
    const [at, all] = [shuttle.position(), shuttle.length()];
    seek.max = String(all || 1);
    if (!seek.matches(':active')) seek.value = String(at);
    now.textContent = words.exact(at * 1000, shuttle.fps());
    length.textContent = all ? words.clock(all * 1000) : '';
    seek.setAttribute('aria-valuetext', words.say('of', { at: words.clock(at * 1000), all: words.clock(all * 1000) }));
    told.textContent = tour?.told() ?? '';
    const playing = shuttle.speed() !== 0;
    const button = find('[data-act=play]', box);
    button.classList.toggle('playing', playing);
    button.setAttribute('aria-label', words.say(playing ? 'pause' : 'play'));
    speed.textContent = Math.abs(shuttle.speed()) > 1 || shuttle.speed() < 0 ? words.say('faster', { speed: shuttle.speed() }).replace('-', '−') : '';
  }

  function mark(which, ms) {
    if (!shuttle.moves()) return;
    const said = piece ?? work.of(clip.id);
    const change = { in_ms: said.in_ms, out_ms: said.out_ms, [which]: ms };
    // a mark that contradicts the other one takes its place
    if (change.in_ms !== null && change.out_ms !== null && change.in_ms >= change.out_ms) change[which === 'in_ms' ? 'out_ms' : 'in_ms'] = null;
    work.mark(clip.id, piece, change);
  }
  function addIt(id = clip?.id) {
    if (!id) return;
    const added = work.add(id);
    if (clip && !tour) piece = added;
    notice.show(words.say('added', { at: work.pieces().length }));
  }
  function neighbour(step) {
    const next = wall.beside(clip.id, step);
    if (next) open(next);
  }
  function flag(id, value) {
    work.choose(id, { flag: value === null || work.of(id).flag === value ? null : value });
  }
  function rate(id, value) {
    work.choose(id, { rating: work.of(id).rating === value ? null : value });
  }

  const actions = {
    previous: () => (tour ?? { go: neighbour }).go(-1),
    next: () => (tour ?? { go: neighbour }).go(1),
    close,
    back: shuttle.back,
    forward: shuttle.forward,
    frame_back: () => shuttle.step(-1),
    frame_on: () => shuttle.step(1),
    play: shuttle.toggle,
    mark_in: () => mark('in_ms', shuttle.startOfFrame()),
    mark_out: () => mark('out_ms', shuttle.endOfFrame()),
    clear_marks: () => work.mark(clip.id, piece, { in_ms: null, out_ms: null }),
    add: () => addIt(),
  };
  box.addEventListener('click', ({ target }) => {
    const button = target.closest('button');
    if (!button || !clip) return;
    if (button.dataset.flag) flag(clip.id, button.dataset.flag);
    else if (button.dataset.rating) rate(clip.id, Number(button.dataset.rating));
    else actions[button.dataset.act]?.();
  });
  // A browser tells of a closed window only later: the next key may be there before it.
  function close() {
    const { id } = clip ?? {};
    const led = tour;
    clip = piece = tour = null;
    box.close();
    shuttle.close();
    notice.hide();
    document.body.append(find('[data-notice]'));
    led ? led.left(id) : wall.focus(id);
  }
  // The order is through; its last clip stays.
  function alone() {
    tour = null;
    shuttle.until(null);
    find('.player', box).classList.remove('led');
    follow();
  }
  box.addEventListener('cancel', (event) => {
    event.preventDefault();
    close();
  });
  box.addEventListener('close', () => clip && !box.open && close());
  seek.addEventListener('input', () => {
    if (shuttle.speed()) shuttle.play(0);
    shuttle.goTo(Number(seek.value));
  });
  note.addEventListener('input', () => clip && work.choose(clip.id, { note: note.value.trim() || null }));
  shuttle.hear('move', () => clip && follow());
  shuttle.hear('trouble', (word) => {
    trouble.textContent = word;
    paint();
  });
  work.hear(() => {
    if (piece && !work.pieces().includes(piece)) piece = null;
    paint();
  });

  return { open, alone, actions, flag, rate, add: addIt, comment: () => note.focus(), current: () => (box.open ? clip?.id : null) };
})();
