// What the page was told, in words of its language; text is always text: nothing here makes markup of it.
const pack = JSON.parse(document.getElementById('pack').textContent);
const find = (selector, inside = document) => inside.querySelector(selector);
const findAll = (selector, inside = document) => [...inside.querySelectorAll(selector)];

// Where a picture is: beside the page, or in it.
const inside = JSON.parse(document.getElementById('pictures').textContent);
const picture = (file) => (Object.hasOwn(inside, file) ? `data:image/jpeg;base64,${inside[file]}` : encodeURI(file));

function make(tag, given = {}, ...inside) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name in node) node[name] = value;
    else if (value !== null) node.setAttribute(name, value);
  }
  node.append(...inside.filter((each) => each !== null && each !== false));
  return node;
}

const words = (() => {
  const language = pack.language === 'en' ? 'en-GB' : pack.language;
  const plurals = new Intl.PluralRules(language);
  const whole = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  const short = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

  function say(name, values = {}) {
    const word = pack.words[name];
    const text = typeof word === 'string' ? word : (word[plurals.select(values.count)] ?? word.other);
    return text.replace(/\{(\w+)\}/g, (_, value) => values[value]);
  }
  const day = (iso, long = true) => (iso ? (long ? whole : short).format(new Date(`${iso}T00:00:00Z`)) : say('no_day'));

  // 1:04 or 1:02:03
  function clock(ms) {
    const seconds = Math.floor(ms / 1000);
    const parts = [Math.floor(seconds / 60), seconds % 60];
    if (parts[0] > 59) parts.unshift(Math.floor(parts[0] / 60), parts.shift() % 60);
    return parts.map((part, at) => (at ? two(part) : part)).join(':');
  }
  // hours, minutes, seconds and frames, as it is burned into the picture: 00:01:04:12; of what has few pictures, 1:04.5
  function exact(ms, fps) {
    if (fps < 10) return fine(ms);
    const seconds = Math.floor(ms / 1000);
    const frame = Math.floor(((ms % 1000) * fps) / 1000 + 0.02);
    return [seconds / 3600, (seconds / 60) % 60, seconds % 60, frame].map((part) => two(Math.floor(part))).join(':');
  }
  const fine = (ms) => `${clock(ms)}.${Math.floor((ms % 1000) / 100)}`;
  const two = (part) => String(part).padStart(2, '0');
  const tenths = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const short_ = (ms) => say('seconds', { seconds: tenths.format(Math.floor(ms / 100) / 10) });
  const length = (ms) => (ms === null ? say('no_length') : ms < 10000 ? short_(ms) : clock(ms));
  const name = (clip) => clip.title ?? clip.id;

  return { say, day, clock, fine, exact, length, name };
})();

// One line at the bottom: what has just happened, and the way back.
const notice = (() => {
  const box = find('[data-notice]');
  const undo = find('[data-act=undo]');
  let back = null;
  let rest = 0;

  function show(text, undoing = null) {
    // in front of a window that is open, or it could not be pressed
    (find('dialog[open]') ?? document.body).append(box);
    find('[data-notice-text]').textContent = text;
    back = undoing;
    undo.hidden = !undoing;
    box.hidden = false;
    clearTimeout(rest);
    if (!undoing) rest = setTimeout(hide, 6000);
  }
  const hide = () => (box.hidden = true);
  undo.addEventListener('click', () => {
    const doIt = back;
    hide();
    doIt?.();
  });
  find('[data-act=hush]').addEventListener('click', hide);

  return { show, hide };
})();
