import type { Transition } from '../../chart/types.ts';
import type { Active } from '../model/configuration.ts';

/** How long a taken transition is seen, in milliseconds. */
const FLASH = 1400;

/** Shows which states hold. */
export const light = (place: HTMLElement, active: Active): void => {
  for (const node of place.querySelectorAll<SVGElement>('[data-state]'))
    node.classList.toggle('lit', active.has(node.dataset.state!));
};

const partsOf = (place: HTMLElement, transitions: readonly Transition[]): Element[] => {
  const edges = new Set(transitions.map(({ source, target }) => `${source}→${target}`));
  const ids = new Set(transitions.map(({ id }) => id));
  return [...place.querySelectorAll<SVGElement>('[data-edge], [data-transition]')].filter(
    ({ dataset }) => edges.has(dataset.edge!) || ids.has(dataset.transition!),
  );
};

/** Marks the transitions of a step in the past, and no others. */
export const mark = (place: HTMLElement, transitions: readonly Transition[]): void => {
  for (const part of place.querySelectorAll('.marked')) part.classList.remove('marked');
  for (const part of partsOf(place, transitions)) part.classList.add('marked');
};

const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Shows transitions as they happen; without motion where none is wanted. */
export const flash = (place: HTMLElement, transitions: readonly Transition[]): void => {
  for (const part of partsOf(place, transitions)) {
    for (const running of part.getAnimations()) running.cancel();
    part.classList.add('taken');
    const fade = part.animate(isStill() ? [] : [{ opacity: 0.35 }, { opacity: 1 }, { opacity: 1 }], FLASH);
    fade.onfinish = () => part.classList.remove('taken');
  }
};

/** Has a screen reader say what holds. */
export const describe = (place: HTMLElement, words: string): void =>
  place.querySelector('svg')?.setAttribute('aria-label', words);

/** Innermost states that hold: nothing that holds is inside them. */
const leavesOf = (active: Active): readonly string[] =>
  [...active].filter((id) => ![...active].some((other) => other !== id && (id === '' || other.startsWith(`${id}.`))));

type Extent = { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number };

const extentOf = (boxes: readonly Extent[]): Extent => ({
  top: Math.min(...boxes.map(({ top }) => top)),
  bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
  left: Math.min(...boxes.map(({ left }) => left)),
  right: Math.max(...boxes.map(({ right }) => right)),
});

const isWithin = (inner: Extent, outer: Extent): boolean =>
  inner.top >= outer.top && inner.bottom <= outer.bottom && inner.left >= outer.left && inner.right <= outer.right;

/** Scrolls what holds into sight: all of it, or the first of it where that is too much at once. */
export const reveal = (place: HTMLElement, active: Active): void => {
  const leaves = new Set(leavesOf(active));
  const boxes = [...place.querySelectorAll<SVGElement>('.state')]
    .filter(({ dataset }) => leaves.has(dataset.state!))
    .map((state) => state.getBoundingClientRect());
  if (boxes.length === 0) return;
  const view = place.getBoundingClientRect();
  const whole = extentOf(boxes);
  const fits = whole.right - whole.left <= view.width && whole.bottom - whole.top <= view.height;
  const at = fits ? whole : boxes[0]!;
  if (isWithin(at, view)) return;
  place.scrollTo({
    top: place.scrollTop + (at.top + at.bottom - view.top - view.bottom) / 2,
    left: place.scrollLeft + (at.left + at.right - view.left - view.right) / 2,
    behavior: isStill() ? 'instant' : 'smooth',
  });
};
