// The address of this place in the film, and the frame for a page of one's own.
(() => {
  'use strict';

  const { video, words, framed, find, on } = film;
  const box = find('.share');
  if (!box || framed) return; // a frame has no room, and a link to the page that has
  const [link, code, from, label, said] = ['[data-share=link]', '[data-share=code]', '.from input', '.from span', '.share [role=status]'].map(find);
  const address = link.value || location.href.split(/[?#]/)[0];

  function show() {
    const at = Math.floor(film.position());
    link.value = from.checked && at ? `${address}?t=${at}` : address;
    const text = words.from_time.replace('{at}', film.clock(at));
    if (label.textContent !== text) label.textContent = text;
  }
  on(video, 'place timeupdate seeked', show);
  on(from, 'change', show);
  on(box, 'focusin', ({ target }) => target.readOnly && target.select());
  on(box, 'click', async ({ target }) => {
    const { copy } = target.dataset;
    if (!copy) return;
    const field = find(`[data-share=${copy}]`);
    field.select(); // where nothing may be copied for the reader, it waits to be copied by hand
    said.textContent = (await navigator.clipboard?.writeText(field.value).then(() => true, () => false)) || document.execCommand('copy') ? words.copied : '';
  });
  if (code) {
    const { width, height } = video;
    const scale = 600 / Math.max(width, height);
    const title = new Option(words.video.replace('{title}', document.title)).innerHTML.replace(/"/g, '&quot;');
    code.value =
      `<iframe src="${address}" title="${title}" width="${Math.round(width * scale)}" height="${Math.round(height * scale)}" ` +
      `style="width:100%;height:auto;aspect-ratio:${width}/${height};border:0${height > width ? `;max-width:${Math.round(width * scale)}px` : ''}" ` +
      'allow="fullscreen; picture-in-picture; clipboard-write" allowfullscreen loading="lazy" referrerpolicy="no-referrer"></iframe>';
  }
  show();
})();
