// The picture above the line: what is where the pointer is. Fetched when somebody looks for a place, not before.
(() => {
  'use strict';

  const { storyboard } = JSON.parse(document.querySelector('#facts').textContent);
  if (!storyboard) return;
  const seek = document.querySelector('.seek');
  const tile = document.querySelector('.tile');
  let tiles = null;

  async function fetchTiles() {
    const url = new URL(storyboard, location.href);
    const text = await (await fetch(url)).text();
    const cue = /--> ([\d:.]+)[^\n]*\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/g;
    return [...text.replace(/\r/g, '').matchAll(cue)].map(([, end, image, x, y, width, height]) => ({
      end: end.split(':').reduce((sum, part) => sum * 60 + +part, 0),
      style: {
        width: `${width}px`,
        height: `${height}px`,
        backgroundImage: `url("${new URL(image, url).href}")`,
        backgroundPosition: `${-x}px ${-y}px`,
      },
    }));
  }

  seek.addEventListener('pointermove', async ({ clientX }) => {
    tiles ??= fetchTiles().catch(() => []);
    const { left, width } = seek.getBoundingClientRect();
    const part = Math.min(Math.max((clientX - left) / width, 0), 1);
    const here = (await tiles).find(({ end }) => part * seek.max < end);
    tile.hidden = !here || !seek.matches(':hover');
    if (tile.hidden) return;
    Object.assign(tile.style, here.style);
    tile.style.left = `${Math.max(Math.min(part * width - tile.offsetWidth / 2, width - tile.offsetWidth), 0)}px`;
  });
  seek.addEventListener('pointerleave', () => (tile.hidden = true));
})();
