// The keys, on the wall and in a clip; then the page begins.
(() => {
  const help = find('#keys');
  const box = find('#clip');
  const search = find('[data-filter=text]');
  const file = find('[data-file]');
  const SECONDS = 5;

  const about = () => viewer.current() ?? (order.holds(document.activeElement) ? null : wall.current());
  const flag = (value) => () => about() && viewer.flag(about(), value);
  const BOTH = {
    p: flag('select'),
    m: flag('maybe'),
    x: flag('reject'),
    u: flag(null),
    a: () => about() && viewer.add(about()),
    r: () => through.start(),
    '?': () => help.open || help.showModal(),
  };
  const by = (seconds) => () => shuttle.goTo(shuttle.position() + seconds);
  const { actions } = viewer;
  const CLIP = {
    ' ': actions.play,
    k: () => shuttle.play(0),
    j: actions.back,
    l: actions.forward,
    ',': actions.frame_back,
    '.': actions.frame_on,
    i: actions.mark_in,
    o: actions.mark_out,
    ArrowLeft: by(-SECONDS),
    ArrowRight: by(SECONDS),
    Home: () => shuttle.goTo(0),
    End: () => shuttle.goTo(shuttle.length()),
    n: actions.next,
    b: actions.previous,
    c: () => viewer.comment(),
  };
  const WALL = {
    ArrowLeft: () => wall.go(-1),
    ArrowRight: () => wall.go(1),
    ArrowUp: () => wall.down(-1),
    ArrowDown: () => wall.down(1),
    ',': () => wall.scrub(-1),
    '.': () => wall.scrub(1),
    '/': () => search.focus(),
    e: () => order.show(),
    c: () => wall.current() && (viewer.open(wall.current()), viewer.comment()),
  };
  // On a keyboard of another script the keys are where they are on a Latin one.
  function nameOf({ key, code, shiftKey }) {
    if (key.length > 1) return key;
    if (key.charCodeAt() < 128) return key.toLowerCase();
    if (/^(Key|Digit)/.test(code)) return code.at(-1).toLowerCase();
    return { Comma: ',', Period: '.', Slash: shiftKey ? '?' : '/' }[code];
  }
  const writes = (node) => node.matches('textarea, select, input:not([type=range])');

  document.addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (event.defaultPrevented || help.open) return;
    if ((event.ctrlKey || event.metaKey) && nameOf(event) === 's') {
      event.preventDefault();
      return work.save();
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (key === 'Escape' && writes(target)) {
      // out of the field first: the window stays
      event.preventDefault();
      target.blur();
      return box.open ? find('[data-act=play]', box).focus() : wall.focus(wall.current());
    }
    if (key === 'Escape' && !box.open && order.isOpen()) return order.show(false);
    if (writes(target) || (/^(Enter| )$/.test(key) && target.matches('button, a'))) return;
    const name = nameOf(event);
    const place = box.open ? CLIP : WALL;
    const onWall = target === document.body || target.closest('#wall');
    if (!box.open && name.startsWith('Arrow') && !onWall) return;
    const rating = /^[0-5]$/.test(name) && about();
    const act = rating ? () => viewer.rate(about(), Number(name)) : (Object.hasOwn(place, name) && place[name]) || (Object.hasOwn(BOTH, name) && BOTH[name]);
    if (!act) return;
    event.preventDefault();
    act();
  });

  find('[data-act=save]').addEventListener('click', work.save);
  find('[data-act=open]').addEventListener('click', () => file.click());
  find('[data-act=clear]').addEventListener('click', () => wall.clear());
  find('[data-act=keys]').addEventListener('click', () => help.showModal());
  find('[data-act=close]', help).addEventListener('click', () => help.close());
  file.addEventListener('change', async () => {
    if (file.files.length) await work.open(file.files[0]);
    file.value = '';
  });

  const kept = () => (find('[data-kept]').textContent = words.say(work.keeps() ? 'kept' : 'not_kept'));
  work.hear(kept);
  for (const tool of findAll('[data-tool]')) tool.hidden = false;
  for (const each of findAll('[data-mark]')) each.textContent = pack.mark;
  document.title += ` · ${pack.mark}`;
  find('.made').textContent = words.say('made', { day: words.day(pack.made, false) });
  // what sticks below the bar must know how tall it is
  new ResizeObserver(([{ target }]) => document.documentElement.style.setProperty('--bar', `${target.offsetHeight}px`)).observe(find('.top'));
  wall.start();
  order.paint();
  kept();
})();
