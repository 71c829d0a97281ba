// The order played through: its stretches one after the other, as the dispatch would run.
const through = (() => {
  const opener = find('[data-act=through]');
  let piece = null; // which is played

  const place = () => work.pieces().indexOf(piece);
  const from = ({ clip, in_ms }) => (in_ms === null ? 0 : (in_ms + 500 / rate(work.clips.get(clip))) / 1000);
  const rate = ({ fps }) => (fps ? fps[0] / fps[1] : 25);
  const tour = { go, told, left };

  function lead(to, speed) {
    [piece] = work.pieces().slice(to, to + 1);
    viewer.open(piece.clip, piece, tour);
    shuttle.until({ to: () => (piece?.out_ms ?? Infinity) / 1000, goesOn: () => place() + 1 < work.pieces().length, reached });
    if (speed) shuttle.play(speed);
    const next = work.pieces()[to + 1];
    if (next) shuttle.prepare(work.clips.get(next.clip), from(next));
  }
  function reached() {
    if (place() + 1 < work.pieces().length) return lead(place() + 1, shuttle.speed());
    piece = null;
    viewer.alone();
    notice.show(words.say('through_end', { length: order.running() }));
  }
  function go(step) {
    const to = place() + step;
    if (to >= 0 && to < work.pieces().length) lead(to, Math.max(shuttle.speed(), 0));
  }
  function told() {
    const before = work.pieces().slice(0, place());
    const sum = before.reduce((all, each) => all + (order.lengthOf(each) ?? 0), 0);
    const now = sum + Math.max(shuttle.position() * 1000 - (piece.in_ms ?? 0), 0);
    return words.say('through', { at: place() + 1, all: work.pieces().length, now: words.clock(now), length: order.running() });
  }
  function left(id) {
    piece = null;
    if (order.isOpen()) opener.focus();
    else wall.focus(id);
  }
  // From a line of the order that has the focus, else from its beginning.
  function start() {
    const line = order.holds(document.activeElement) ? order.pieceOf(document.activeElement) : null;
    if (work.pieces().length) lead(line ? work.pieces().indexOf(line) : 0, 1);
    else order.show(true);
  }
  opener.addEventListener('click', start);
  // taken out meanwhile, in another tab
  work.hear(() => {
    if (!piece || place() >= 0) return;
    piece = null;
    shuttle.play(0);
    viewer.alone();
  });

  return { start };
})();
