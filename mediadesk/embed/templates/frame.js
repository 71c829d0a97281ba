// The page in a post, and ways out of it: the whole screen, a small window, our full page.
(() => {
  'use strict';

  const { video, words, framed, secret, find, on, button } = film;
  const page = document.documentElement;
  const player = find('.player');

  // In a frame that may not fill the screen, the reader can still go to our page: WordPress does it for us.
  const canFill = document.fullscreenEnabled || video.webkitSupportsFullscreen;
  const here = () => `${location.href.split(/[?#]/)[0]}?t=${Math.floor(film.position())}`;
  const toPage = () => parent.postMessage({ message: 'link', value: here(), secret }, '*');

  Object.assign(bar.actions, {
    pip: () => (document.pictureInPictureElement ? document.exitPictureInPicture() : video.requestPictureInPicture().catch(() => {})),
    fullscreen() {
      if (!canFill) return secret && toPage();
      if (document.fullscreenElement) return document.exitFullscreen();
      if (player.requestFullscreen) return player.requestFullscreen().catch(() => {});
      video.webkitEnterFullscreen();
    },
  });
  on(document, 'fullscreenchange', () => {
    button('fullscreen').ariaLabel = button('fullscreen').title = document.fullscreenElement ? words.leave_fullscreen : words.fullscreen;
  });
  button('pip').hidden = !document.pictureInPictureEnabled;
  button('fullscreen').hidden = !canFill && !secret;
  if (!canFill && secret) {
    page.classList.add('away');
    button('fullscreen').ariaLabel = button('fullscreen').title = words.full_page;
  }
  if (!framed) return;

  // A link to the file would lead a frame without an origin away from its post.
  on(video, 'state', ({ detail }) => {
    const way = find('.trouble a');
    if (detail.name !== 'failed' || self.origin !== 'null' || !way) return;
    way.removeAttribute('download');
    way.textContent = words.full_page;
    way.href = here();
    if (!secret) way.remove();
    on(way, 'click', (event) => (event.preventDefault(), toPage()));
  });

  const name = find('.name a');
  page.classList.add('framed');
  find('.name').hidden = false;
  if (secret || self.origin !== 'null') {
    Object.assign(name, { href: here(), target: '_blank', rel: 'noopener', title: words.full_page });
    on(name, 'click', (event) => {
      name.href = here();
      if (self.origin === 'null') event.preventDefault(), toPage();
    });
  }
  // WordPress shows our frame, and gives it this height, once we say so; an upright film need not fill the screen
  const sayHeight = () => {
    const width = innerWidth;
    const value = Math.ceil(Math.min((width * video.height) / video.width, Math.max(width, 640)));
    if (secret) parent.postMessage({ message: 'height', value, secret }, '*');
  };
  on(self, 'load resize', sayHeight);
  on(self, 'message', ({ source, data }) => source === parent && data?.message === 'ready' && sayHeight());
})();
