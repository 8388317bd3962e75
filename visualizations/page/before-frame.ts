/** Milliseconds after which no frame is waited for any longer: a page that nobody sees gets none. */
const PATIENCE = 150;

/** Runs something before the next frame is painted; soon where none is. */
export const beforeFrame = (run: () => void): void => {
  const once = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    run();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, PATIENCE);
};
