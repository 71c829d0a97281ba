// The player's own words in the language that the address asks for (`?lang=uk`). `tongues` are those of every language: what
// a word is in the language of the page tells where it stands. What belongs to the story stays, and so does its language.
(() => {
  'use strict';

  const { video, facts, words, asked, find } = film;
  const page = document.documentElement;
  const [player, size] = [find('.player'), /[\d.,]+(?=\D*$)/];
  const tongue = asked.get('lang').toLowerCase().split('-')[0];
  const { dir, words: theirs } = tongues[tongue];
  const { words: ours } = tongues[Object.keys(tongues).find((each) => !facts.tongues.includes(each))];
  const table = new Map(Object.entries(ours).map(([name, word]) => [word, theirs[name]]));

  function inTongue(text) {
    const word = text.trim();
    const end = word.endsWith(':') && !table.has(word) ? ':' : '';
    const other = table.get(end ? word.slice(0, -1) : word);
    return other && text.replace(word, () => other + end);
  }

  // A label beneath the film runs as its language does, but stands where the story begins.
  function mark(label) {
    if (!label || player.contains(label)) return;
    Object.assign(label, { lang: tongue, dir });
    label.style.textAlign = page.dir === 'rtl' ? 'right' : 'left';
  }

  function replaceTexts(root) {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const { currentNode: node } = walk;
      const holder = node.parentElement;
      const other = !holder?.closest('[dir=auto], bdi') && inTongue(node.data);
      if (!other) continue;
      node.data = other;
      mark(holder);
    }
  }

  for (const each of document.querySelectorAll('[dir=auto], bdi')) if (!each.closest('.cues, .cue-list')) each.lang ||= page.lang;
  replaceTexts(document.body);
  replaceTexts(find('#failed').content);
  for (const name of ['aria-label', 'title']) {
    for (const each of document.querySelectorAll(`[${name}]`)) {
      const other = inTongue(each.getAttribute(name));
      if (other) each.setAttribute(name, other);
    }
  }
  for (const each of document.querySelectorAll('.size')) {
    const kind = each.textContent.includes('M4A') ? 'M4A' : 'MP4';
    each.textContent = `(${theirs.megabytes.replace('{size}', size.exec(each.textContent)[0]).replace('MP4', kind)})`;
    mark(each);
  }
  // what is said there is said by our programs, from now on in these words
  ['.from span', '.share [role=status]'].forEach((each) => mark(find(each)));
  Object.assign(words, theirs);
  Object.assign(player, { lang: tongue, dir });
  video.dispatchEvent(new Event('place'));
})();
