// Above the time line: when, what chapter, and the picture of where the pointer is or the keyboard has gone. The pictures
// are fetched when somebody looks for a place, not before.
(() => {
  'use strict';

  const { video, facts, find, on } = film;
  const [seek, tile] = ['.seek', '.tile'].map(find);
  const [picture, text] = ['span', 'span'].map((name) => tile.appendChild(document.createElement(name)));
  const half = 7; // pixels of the thumb, which stops where it would leave the line
  let tiles = null;
  let rest = 0;

  async function fetchTiles() {
    const url = new URL(facts.storyboard, location.href);
    const said = await (await fetch(url)).text();
    const cue = /--> ([\d:.]+)[^\n]*\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/g;
    return [...said.replace(/\r/g, '').matchAll(cue)].map(([, end, image, x, y, width, height]) => ({
      end: end.split(':').reduce((sum, part) => sum * 60 + +part, 0),
      style: {
        width: `${width}px`,
        height: `${height}px`,
        backgroundImage: `url("${new URL(image, url).href}")`,
        backgroundPosition: `${-x}px ${-y}px`,
      },
    }));
  }

  async function show(at) {
    clearTimeout(rest);
    text.textContent = [film.clock(at), bar.chapterAt?.(at)].filter(Boolean).join(' · ');
    tile.hidden = false;
    place(at);
    if (!facts.storyboard) return;
    tiles ??= fetchTiles().catch(() => []);
    const here = (await tiles).find(({ end }) => at < end);
    if (here) Object.assign(picture.style, here.style);
    place(at);
  }
  function place(at) {
    const { offsetWidth: width } = seek;
    const middle = half + (at / seek.max) * (width - 2 * half);
    tile.style.left = `${Math.max(Math.min(middle - tile.offsetWidth / 2, width - tile.offsetWidth), 0)}px`;
  }
  const hide = () => (tile.hidden = true);

  on(seek, 'pointermove', ({ clientX }) => {
    const { left, width } = seek.getBoundingClientRect();
    show(Math.min(Math.max((clientX - left - half) / (width - 2 * half), 0), 1) * seek.max);
  });
  on(seek, 'pointerleave blur', hide);
  on(video, 'place', () => {
    if (!seek.matches(':focus-visible')) return;
    show(film.position());
    rest = setTimeout(hide, 1500);
  });
})();
