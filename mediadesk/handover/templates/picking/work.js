// What the editor said so far. Each change is kept in the browser at once, where the browser allows it.
const work = (() => {
  const KEY = `mediadesk-picks-${pack.mark}`;
  const MOST_BYTES = 1_000_000;
  const NOTHING = Object.freeze({ flag: null, rating: null, note: null, in_ms: null, out_ms: null });
  const FLAGS = ['select', 'maybe', 'reject'];
  const clips = new Map(pack.clips.map((clip) => [clip.id, clip]));
  const listeners = [];
  let choices = new Map();
  let pieces = []; // of the dispatch, in order; two may be of one clip
  let keeps = true;
  let saved = true; // as a file, or nothing was said

  const of = (id) => choices.get(id) ?? NOTHING;
  const piecesOf = (id) => pieces.filter((piece) => piece.clip === id);
  const hear = (listener) => listeners.push(listener);

  function tell(id = null) {
    saved = false;
    keep();
    for (const listener of listeners) listener(id);
  }
  function keep() {
    try {
      localStorage.setItem(KEY, JSON.stringify(file()));
      keeps = true;
    } catch {
      keeps = false;
    }
  }

  function choose(id, change) {
    const next = { ...of(id), ...change };
    if (Object.values(next).some((value) => value !== null)) choices.set(id, next);
    else choices.delete(id);
    tell(id);
  }
  // Marks belong to the clip and to its place in the order; while it is there once, they are the same.
  function mark(id, piece, change) {
    const there = piecesOf(id);
    const [only] = there.length === 1 ? there : [];
    if (piece ?? only) Object.assign(piece ?? only, change);
    if (piece && !only) tell(id);
    else choose(id, change);
  }
  function add(id) {
    const { in_ms, out_ms } = of(id);
    const piece = { clip: id, in_ms, out_ms };
    pieces.push(piece);
    tell(id);
    return piece;
  }
  function move(piece, to) {
    const rest = pieces.filter((each) => each !== piece);
    rest.splice(Math.min(Math.max(to, 0), rest.length), 0, piece);
    pieces = rest;
    tell(piece.clip);
  }
  function remove(piece) {
    pieces = pieces.filter((each) => each !== piece);
    tell(piece.clip);
  }
  function restore(before) {
    choices = new Map(before.choices);
    pieces = [...before.pieces];
    tell();
  }
  const everything = () => ({ choices: new Map(choices), pieces: pieces.map((piece) => ({ ...piece })) });

  function file() {
    const said = pack.clips.filter(({ id }) => choices.has(id)).map(({ id }) => ({ clip: id, ...choices.get(id) }));
    const saying = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    return { kind: 'picks', version: 1, pack: pack.mark, saved: saying, clips: said, order: pieces };
  }

  // A picks file is somebody's text: whatever is not as agreed makes it none.
  const isMs = (value) => value === null || (Number.isInteger(value) && value >= 0);
  const isSpan = ({ in_ms, out_ms }) => isMs(in_ms) && isMs(out_ms) && (in_ms === null || out_ms === null || in_ms < out_ms);
  const isChoice = (each) =>
    each !== null && typeof each === 'object' && typeof each.clip === 'string' && isSpan(each) &&
    (each.flag === null || FLAGS.includes(each.flag)) &&
    (each.rating === null || (Number.isInteger(each.rating) && each.rating >= 0 && each.rating <= 5)) &&
    (each.note === null || typeof each.note === 'string');
  const isPiece = (each) => each !== null && typeof each === 'object' && typeof each.clip === 'string' && isSpan(each);

  function read(text) {
    if (text.length > MOST_BYTES) throw new Error('no_picks');
    let said = null;
    try {
      said = JSON.parse(text);
    } catch {
      throw new Error('no_picks');
    }
    if (said?.kind !== 'picks' || said.version !== 1 || !Array.isArray(said.clips) || !Array.isArray(said.order)) throw new Error('no_picks');
    if (!said.clips.every(isChoice) || !said.order.every(isPiece)) throw new Error('no_picks');
    if (said.pack !== pack.mark) throw new Error('other_pack');
    const known = said.clips.filter(({ clip }) => clips.has(clip));
    return {
      choices: new Map(known.map(({ clip, flag, rating, note, in_ms, out_ms }) => [clip, { flag, rating, note, in_ms, out_ms }])),
      pieces: said.order.filter(({ clip }) => clips.has(clip)).map(({ clip, in_ms, out_ms }) => ({ clip, in_ms, out_ms })),
      unknown: new Set([...said.clips, ...said.order].map(({ clip }) => clip).filter((id) => !clips.has(id))).size,
    };
  }
  function adopt(text) {
    try {
      ({ choices, pieces } = read(text));
      return true;
    } catch {
      return false; // not ours: begin with nothing
    }
  }

  function save() {
    const name = `picks-${pack.mark}.json`;
    const blob = new Blob([`${JSON.stringify(file())}\n`], { type: 'application/json' });
    if (blob.size > MOST_BYTES) return notice.show(words.say('too_large'));
    const address = URL.createObjectURL(blob);
    const link = make('a', { href: address, download: name, hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    saved = true;
    notice.show(words.say('saved', { name }));
  }
  async function open(picked) {
    const name = picked.name;
    try {
      if (picked.size > MOST_BYTES) throw new Error('no_picks');
      const read_ = read(await picked.text());
      const before = everything();
      restore(read_);
      const left = read_.unknown ? ` ${words.say('left_out', { count: read_.unknown })}` : '';
      notice.show(words.say('opened', { name, count: read_.choices.size }) + left, () => {
        restore(before);
        notice.show(words.say('undone'));
      });
    } catch ({ message }) {
      notice.show(words.say(message in pack.words ? message : 'no_picks', { name }));
    }
  }

  try {
    const kept = localStorage.getItem(KEY);
    if (kept !== null) adopt(kept);
    localStorage.setItem(`${KEY}-try`, '1');
    localStorage.removeItem(`${KEY}-try`);
  } catch {
    keeps = false;
  }
  // the same page in another tab
  addEventListener('storage', ({ key, newValue }) => {
    if (key !== KEY || newValue === null || !adopt(newValue)) return;
    for (const listener of listeners) listener(null);
  });
  addEventListener('beforeunload', (event) => {
    if (!keeps && !saved) event.preventDefault();
  });

  return {
    clips, of, piecesOf, hear, choose, mark, add, move, remove, everything, restore, save, open,
    pieces: () => pieces,
    keeps: () => keeps,
  };
})();
