// The wall: a card for each clip, day by day. Of many clips the first are there at once, the rest soon after.
const wall = (() => {
  const root = find('#wall');
  const shown = find('[data-shown]');
  const nothing = find('[data-nothing]');
  const [text, day, place, state] = ['text', 'day', 'place', 'state'].map((name) => find(`[data-filter=${name}]`));
  const [FIRST, MORE] = [48, 120]; // cards
  const FLAGS = { select: '✓', maybe: '?', reject: '✕' };
  const NO = '-'; // of a day or place that is not told
  const cards = new Map();
  const sections = new Map();
  let current = null;

  const STATES = {
    select: (id) => work.of(id).flag === 'select',
    maybe: (id) => work.of(id).flag === 'maybe',
    reject: (id) => work.of(id).flag === 'reject',
    open: (id) => work.of(id).flag === null,
    noted: (id) => work.of(id).note !== null,
    ordered: (id) => work.piecesOf(id).length > 0,
  };

  function sectionOf(clip) {
    const key = clip.day ?? NO;
    if (!sections.has(key)) {
      const heading = make('h2', { id: `day-${key}` }, words.day(clip.day), ' ', make('small'));
      const list = make('ol', { role: 'list' });
      sections.set(key, { list, heading, node: make('section', { 'aria-labelledby': heading.id }, heading, list) });
      nothing.before(sections.get(key).node);
    }
    return sections.get(key);
  }
  function still(clip) {
    if (clip.still) return make('img', { src: picture(clip.still), loading: 'lazy', decoding: 'async', alt: '' });
    if (clip.board) return null; // its first tile
    return make('span', { className: 'instead', textContent: words.say(clip.width === null ? 'sound_only' : 'no_picture') });
  }
  function build(clip) {
    const tile = make('span', { className: 'tile' });
    const open = make('button', { type: 'button', className: 'frame', tabIndex: -1 },
      make('span', { className: 'quiet', textContent: [clip.id, clip.title].filter(Boolean).join(', ') }),
      still(clip), tile, make('span', { className: 'needle' }), make('span', { className: 'length', textContent: words.length(clip.ms) }), make('span', { className: 'place-in-order' }));
    const flags = Object.entries(FLAGS).map(([flag, sign]) =>
      make('button', { type: 'button', 'data-flag': flag, tabIndex: -1, 'aria-pressed': 'false', 'aria-label': `${words.say(flag)}: ${clip.id}`, title: words.say(flag), textContent: sign }));
    const card = make('li', { className: 'card', 'data-clip': clip.id },
      open,
      make('p', { className: 'line' }, make('code', { textContent: clip.id }), make('span', { className: 'rating' })),
      clip.title && make('p', { className: 'title', dir: 'auto', textContent: clip.title }),
      make('p', { className: 'where', dir: 'auto', textContent: clip.place ?? words.say('no_place') }),
      make('p', { className: 'said', dir: 'auto', hidden: true }),
      make('div', { className: 'flags', role: 'group', 'aria-label': words.say('state') }, ...flags));
    const made = { clip, card, open, tile, buttons: [open, ...flags], scrubbed: 0, hay: hay(clip) };
    cards.set(clip.id, made);
    scrubbing(made);
    sectionOf(clip).list.append(card);
    if (clip.board && !clip.still) scrub(made, 0);
    paint(made);
    sift(made);
  }
  const hay = ({ id, title, notes, tags, place: where }) => [id, title, ...notes, ...tags, where].filter(Boolean).join('\n').toLowerCase();

  // Looking through a clip without opening it: hover, drag with a finger, or the keys of a frame.
  function scrub(made, tile) {
    const { clip: { board }, card } = made;
    if (!board) return;
    made.scrubbed = Math.min(Math.max(tile, 0), board.tiles - 1);
    boards.draw(made.tile, board, made.scrubbed);
    boards.shape(made.tile, board);
    card.classList.add('scrubbed');
    find('.needle', card).style.insetInlineStart = `${((made.scrubbed + 0.5) / board.tiles) * 100}%`;
  }
  function rest(made) {
    if (made.clip.still) made.card.classList.remove('scrubbed');
    else scrub(made, 0);
    made.scrubbed = 0;
  }
  function scrubbing(made) {
    const { open, clip: { board } } = made;
    if (!board) return;
    const follow = ({ clientX }) => {
      const { left, width } = open.getBoundingClientRect();
      scrub(made, Math.floor(((clientX - left) / width) * board.tiles));
    };
    open.addEventListener('pointermove', (event) => event.pointerType === 'mouse' && follow(event));
    open.addEventListener('pointerleave', () => rest(made));
    dragged(open, { takes: ({ pointerType }) => pointerType !== 'mouse', at: follow, drop: () => rest(made) });
  }

  function paint({ clip, card }) {
    const { flag, rating, note } = work.of(clip.id);
    const there = work.pieces().map((piece, at) => (piece.clip === clip.id ? at + 1 : 0)).filter(Boolean);
    card.dataset.state = flag ?? 'open';
    for (const button of findAll('[data-flag]', card)) button.setAttribute('aria-pressed', String(button.dataset.flag === flag));
    const stars = find('.rating', card);
    stars.textContent = rating === null ? '' : '★'.repeat(rating) + '☆'.repeat(5 - rating);
    stars.ariaLabel = rating === null ? null : words.say('stars', { count: rating });
    stars.setAttribute('role', rating === null ? 'presentation' : 'img');
    const said = find('.said', card);
    said.hidden = note === null;
    said.textContent = note ?? '';
    find('.place-in-order', card).textContent = there.join(' · ');
  }

  const fits = ({ clip, hay: own }) =>
    (!text.value || text.value.toLowerCase().split(/\s+/).every((word) => own.includes(word) || (work.of(clip.id).note ?? '').toLowerCase().includes(word))) &&
    (!day.value || day.value === (clip.day ?? NO)) &&
    (!place.value || place.value === (clip.place ?? NO)) &&
    (!state.value || STATES[state.value](clip.id));
  const sift = (made) => (made.card.hidden = !fits(made));

  function count() {
    const seen = visible().length;
    for (const { node, list, heading } of sections.values()) {
      const here = [...list.children].filter(({ hidden }) => !hidden).length;
      node.hidden = !here;
      find('small', heading).textContent = words.say('clips', { count: here });
    }
    const all = words.say('clips', { count: pack.clips.length });
    shown.textContent = seen === pack.clips.length ? all : words.say('some', { shown: seen, count: all });
    nothing.hidden = seen > 0 || cards.size < pack.clips.length;
    if (!current || current.card.hidden) setCurrent(cards.get(visible()[0]));
  }
  function filter() {
    cards.forEach(sift);
    count();
  }
  const visible = () => [...cards.values()].filter(({ card }) => !card.hidden).map(({ clip }) => clip.id);

  // One card takes part in Tab; arrows go from card to card.
  function setCurrent(made) {
    if (made === current) return;
    for (const button of current?.buttons ?? []) button.tabIndex = -1;
    for (const button of made?.buttons ?? []) button.tabIndex = 0;
    if (current) rest(current);
    current = made ?? null;
  }
  function go(made) {
    if (!made) return;
    setCurrent(made);
    made.open.focus({ focusVisible: true });
    made.card.scrollIntoView({ block: 'nearest' });
  }
  const beside = (id, step) => {
    const all = visible();
    return all[all.indexOf(id) + step] ?? null;
  };
  function below(step) {
    const from = current.card.getBoundingClientRect();
    const all = visible().map((id) => cards.get(id));
    const rest_ = step > 0 ? all.slice(all.indexOf(current) + 1) : all.slice(0, all.indexOf(current)).reverse();
    const row = rest_.find(({ card }) => (card.getBoundingClientRect().top - from.top) * step > 4);
    if (!row) return null;
    const top = row.card.getBoundingClientRect().top;
    const line = rest_.filter(({ card }) => Math.abs(card.getBoundingClientRect().top - top) < 4);
    const far = ({ card }) => Math.abs(card.getBoundingClientRect().left - from.left);
    return line.reduce((best, each) => (far(each) < far(best) ? each : best));
  }

  function option(select, value, label) {
    select.append(make('option', { value, textContent: label }));
  }
  function start() {
    const days = [...new Set(pack.clips.map((clip) => clip.day ?? NO))];
    for (const each of [...days].sort()) option(day, each, words.day(each === NO ? null : each, false));
    const places = new Set(pack.clips.map((clip) => clip.place ?? NO));
    for (const each of [...places].sort((one, other) => one.localeCompare(other))) option(place, each, each === NO ? words.say('no_place') : each);
    // days as they first appear, their clips together
    const inOrder = days.flatMap((each) => pack.clips.filter((clip) => (clip.day ?? NO) === each));
    inOrder.slice(0, FIRST).forEach(build);
    count();
    (function more(from) {
      if (from >= inOrder.length) return document.documentElement.setAttribute('data-whole', '');
      setTimeout(() => {
        inOrder.slice(from, from + MORE).forEach(build);
        if (from + MORE >= inOrder.length) count();
        more(from + MORE);
      });
    })(FIRST);
  }

  root.addEventListener('focusin', ({ target }) => setCurrent(cards.get(target.closest('.card')?.dataset.clip) ?? current));
  root.addEventListener('click', ({ target }) => {
    const id = target.closest('.card')?.dataset.clip;
    const flag = target.closest('[data-flag]')?.dataset.flag;
    if (flag) work.choose(id, { flag: work.of(id).flag === flag ? null : flag });
    else if (id && target.closest('.frame')) viewer.open(id);
  });
  for (const [field, event] of [[text, 'input'], [day, 'change'], [place, 'change'], [state, 'change']]) field.addEventListener(event, filter);
  find('.filters').addEventListener('submit', (event) => event.preventDefault());
  let numbered = new Set(); // cards that show their place in the order
  work.hear((id) => {
    const now = new Set(work.pieces().map(({ clip }) => clip));
    const touched = id === null ? cards.keys() : new Set([id, ...numbered, ...now]);
    for (const each of touched) if (cards.has(each)) paint(cards.get(each));
    numbered = now;
    if (id === null) filter();
  });

  return {
    start, filter, beside, visible,
    current: () => current?.clip.id ?? null,
    focus: (id) => go(cards.get(id)),
    go: (step) => current && go(cards.get(beside(current.clip.id, step))),
    down: (step) => current && go(below(step)),
    scrub: (step) => current && scrub(current, current.card.classList.contains('scrubbed') ? current.scrubbed + step : 0),
    clear() {
      for (const field of [text, day, place, state]) field.value = '';
      filter();
    },
  };
})();
