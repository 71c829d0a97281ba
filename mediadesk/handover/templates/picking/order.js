// The order of a dispatch: what comes after what, and how long it runs.
const order = (() => {
  const box = find('#order');
  const list = find('[data-pieces]', box);
  const openers = findAll('[data-act=order]');
  const count = find('[data-order-count]');
  const KEYS = { up: -1, down: 1 };
  let rows = new Map(); // piece → its line

  const lengthOf = ({ clip, in_ms, out_ms }) => {
    const ms = out_ms ?? work.clips.get(clip).ms;
    return ms === null ? null : Math.max(ms - (in_ms ?? 0), 0);
  };
  function running(pieces = work.pieces()) {
    const lengths = pieces.map(lengthOf);
    const sum = words.clock(lengths.reduce((all, each) => all + (each ?? 0), 0));
    return lengths.includes(null) ? words.say('at_least', { length: sum }) : sum;
  }
  function span(from, to) {
    if (from !== null && to !== null) return `${words.fine(from)}–${words.fine(to)}`;
    return `${from === null ? words.say('beginning') : words.fine(from)} – ${to === null ? words.say('end') : words.fine(to)}`;
  }
  function row(piece) {
    const clip = work.clips.get(piece.clip);
    const button = (act, path) => make('button', { type: 'button', className: 'bare', 'data-do': act, 'aria-label': `${words.say(act)}: ${words.name(clip)}`, title: words.say(act) }, icon(path));
    return make('li', { 'data-clip': clip.id },
      make('span', { className: 'handle', title: words.say('drag') }, make('span', { className: 'number' })),
      make('button', { type: 'button', className: 'what', 'data-do': 'look' },
        clip.still ? make('img', { src: picture(clip.still), alt: '', loading: 'lazy' }) : null,
        make('span', { className: 'text' }, make('span', { className: clip.title ? 'title' : 'title untitled', dir: 'auto', textContent: words.name(clip) }), make('span', { className: 'span' }))),
      make('span', { className: 'moves' }, button('up', 'M6 14l6-6 6 6'), button('down', 'M6 10l6 6 6-6'), button('remove', 'M6 6l12 12M18 6L6 18')));
  }
  function icon(path) {
    const [svg, line] = ['svg', 'path'].map((name) => document.createElementNS('http://www.w3.org/2000/svg', name));
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    line.setAttribute('d', path);
    svg.append(line);
    return svg;
  }

  function paint() {
    const pieces = work.pieces();
    const had = document.activeElement;
    rows = new Map(pieces.map((piece) => [piece, rows.get(piece) ?? row(piece)]));
    list.replaceChildren(...rows.values());
    if (had?.isConnected && list.contains(had)) had.focus();
    [...rows].forEach(([piece, line], at) => {
      find('.number', line).textContent = String(at + 1);
      const { in_ms, out_ms } = piece;
      const all = words.length(lengthOf(piece));
      const cut = in_ms === null && out_ms === null ? '' : span(in_ms, out_ms);
      find('.span', line).textContent = [all, cut].filter(Boolean).join(' · ');
      find('[data-do=up]', line).ariaDisabled = String(at === 0);
      find('[data-do=down]', line).ariaDisabled = String(at === pieces.length - 1);
    });
    count.textContent = pieces.length ? `${pieces.length} · ${running()}` : '0';
    find('[data-running]', box).textContent = pieces.length ? words.say('running', { length: running() }) : '';
    find('[data-order-empty]', box).hidden = pieces.length > 0;
    find('[data-act=through]', box).hidden = !pieces.length;
  }

  function show(open = box.hidden) {
    box.hidden = !open;
    document.body.classList.toggle('ordering', open);
    for (const each of openers) each.setAttribute('aria-expanded', String(open));
    if (open) (find('.what', list) ?? find('.head button', box)).focus();
    else openers[0].focus();
  }
  const pieceOf = (node) => [...rows].find(([, line]) => line.contains(node))?.[0];

  function move(piece, step) {
    const from = work.pieces().indexOf(piece);
    const to = from + step;
    if (to < 0 || to >= work.pieces().length) return;
    const had = document.activeElement;
    work.move(piece, to);
    had?.focus();
    notice.show(words.say('moved', { at: to + 1, all: work.pieces().length }));
  }
  function remove(piece) {
    const before = work.everything();
    const at = work.pieces().indexOf(piece);
    work.remove(piece);
    const next = [...rows.values()][Math.min(at, rows.size - 1)];
    (next ? find('.what', next) : find('.head button', box)).focus();
    notice.show(words.say('taken_out'), () => work.restore(before));
  }

  list.addEventListener('click', ({ target }) => {
    const act = target.closest('[data-do]')?.dataset.do;
    const piece = act && pieceOf(target);
    if (!piece) return;
    if (act === 'look') viewer.open(piece.clip, piece);
    else if (act === 'remove') remove(piece);
    else move(piece, KEYS[act]);
  });
  list.addEventListener('keydown', (event) => {
    const piece = pieceOf(event.target);
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!piece) return;
    if (step && (event.altKey || event.shiftKey)) move(piece, step);
    else if (step) find('.what', [...rows.values()][work.pieces().indexOf(piece) + step] ?? list)?.focus();
    else if (event.key === 'Delete' || event.key === 'Backspace') remove(piece);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  let held = null; // the line that is dragged
  dragged(list, {
    takes: ({ target }) => {
      held = target.closest('.handle') ? target.closest('li') : null;
      return held !== null;
    },
    at: ({ clientY }) => {
      held.classList.add('held');
      const others = [...list.children].filter((each) => each !== held);
      const after = others.find((each) => {
        const { top, height } = each.getBoundingClientRect();
        return clientY < top + height / 2;
      });
      if (after !== held.nextElementSibling) list.insertBefore(held, after ?? null);
    },
    drop: () => {
      held.classList.remove('held');
      const piece = pieceOf(held);
      const to = [...list.children].indexOf(held);
      if (to !== work.pieces().indexOf(piece)) move(piece, to - work.pieces().indexOf(piece));
    },
  });
  for (const each of openers) each.addEventListener('click', () => show());
  work.hear(paint);

  return { paint, show, running, lengthOf, pieceOf, isOpen: () => !box.hidden, holds: (node) => box.contains(node) };
})();
