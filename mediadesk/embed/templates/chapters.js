// The chapters: a list beneath the film, the same in the player, and marks on the time line.
(() => {
  'use strict';

  const { video, find, on, button } = film;
  const list = find('.chapters ol');
  if (!list) return;
  const starts = [...list.children].map(({ dataset }) => +dataset.at);
  const titles = [...list.children].map((item) => item.lastElementChild.textContent);

  for (const item of list.children) {
    const go = document.createElement('button');
    go.type = 'button';
    go.append(...item.childNodes);
    item.append(go);
  }
  button('chapters').hidden = false;
  find('#chapters').append(list.cloneNode(true));
  const lists = [list, find('#chapters ol')];
  find('.marks').append(
    ...starts.filter(Boolean).map((start) => {
      const mark = document.createElement('i');
      mark.style.setProperty('--at', start / film.length());
      return mark;
    }),
  );

  let current = null;
  function show() {
    const at = film.position() + 0.05;
    const index = film.engine ? starts.findLastIndex((start) => start <= at) : -1;
    if (index === current) return;
    current = index;
    lists.forEach(({ children }) => [...children].forEach(({ firstChild }, each) => (firstChild.ariaCurrent = each === index ? 'true' : null)));
    find('.now').textContent = titles[index] ?? '';
  }
  on(video, 'place timeupdate seeking playing', show);
  lists.forEach((each) =>
    on(each, 'click', ({ target }) => {
      const item = target.closest('li');
      if (item) panels.startAt(+item.dataset.at);
      if (each !== list) panels.open('');
    }),
  );
  bar.actions.chapters = () => panels.open('chapters');
  bar.chapterAt = (time) => titles[starts.findLastIndex((start) => start <= time)]; // of what points at the line
  show();
})();
