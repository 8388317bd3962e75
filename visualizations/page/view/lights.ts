import type { Transition } from '../../chart/types.ts';
import type { Active, Index } from '../model/configuration.ts';

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

/** Shows transitions as they happen. */
export const flash = (place: HTMLElement, transitions: readonly Transition[]): void => {
  for (const part of partsOf(place, transitions)) {
    for (const running of part.getAnimations()) running.cancel();
    part.classList.add('taken');
    const fade = part.animate([{ opacity: 0.35 }, { opacity: 1 }, { opacity: 1 }], FLASH);
    fade.onfinish = () => part.classList.remove('taken');
  }
};

/** Scrolls what holds into sight: the outermost state of it. */
export const reveal = (place: HTMLElement, active: Active, { nodes }: Index): void => {
  const outer = [...active].find((id) => id !== '' && !id.includes('.') && nodes.get('')?.kind !== 'parallel');
  const box = [...place.querySelectorAll<SVGElement>('.state')].find(({ dataset }) => dataset.state === outer);
  if (!box) return;
  const [view, at] = [place.getBoundingClientRect(), box.getBoundingClientRect()];
  if (at.top >= view.top && at.bottom <= view.bottom) return;
  const top = place.scrollTop + at.top - view.top - Math.max(24, (view.height - at.height) / 2);
  place.scrollTo({
    top,
    left: place.scrollLeft + at.left - view.left - (view.width - at.width) / 2,
    behavior: 'smooth',
  });
};
