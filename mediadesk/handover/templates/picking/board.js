// A storyboard, one of its small pictures at a time, in the shape of its clip.
const boards = (() => {
  const tileAt = ({ tiles, every_ms }, ms) => Math.min(Math.max(Math.floor(ms / every_ms), 0), tiles - 1);

  function shape(node, { width, height }) {
    const ratio = width / height;
    node.style.aspectRatio = `${width} / ${height}`;
    node.style.setProperty('--ratio', ratio);
  }
  function draw(node, board, tile) {
    const rows = Math.ceil(board.tiles / board.columns);
    const [column, row] = [tile % board.columns, Math.floor(tile / board.columns)];
    const part = (at, all) => (all > 1 ? `${(at * 100) / (all - 1)}%` : '0%');
    node.style.backgroundImage = `url("${picture(board.file)}")`;
    node.style.backgroundSize = `${board.columns * 100}% ${rows * 100}%`;
    node.style.backgroundPosition = `${part(column, board.columns)} ${part(row, rows)}`;
  }
  return { tileAt, shape, draw };
})();

// Drag something with a mouse or a finger: `at(event)` for each place, `drop()` at its end. A press that goes nowhere is a click.
function dragged(node, { takes, at, drop }) {
  let from = null;
  let moved = false;
  node.addEventListener('pointerdown', (event) => {
    moved = false;
    if (event.button || !takes(event)) return;
    from = event.clientX + event.clientY;
  });
  node.addEventListener('pointermove', (event) => {
    if (from === null) return;
    if (!moved && Math.abs(event.clientX + event.clientY - from) < 6) return;
    if (!moved) node.setPointerCapture(event.pointerId);
    moved = true;
    at(event);
  });
  const end = () => {
    if (from !== null && moved) drop();
    from = null;
  };
  node.addEventListener('pointerup', end);
  node.addEventListener('pointercancel', end);
  node.addEventListener('click', (event) => {
    if (moved) event.stopImmediatePropagation();
    moved = false;
  }, true);
}
