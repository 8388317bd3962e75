import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';
import { useEffect, useRef, useState } from 'preact/hooks';
import { choose } from '../store/choose.ts';
import { chosen, text } from '../store/look.ts';
import { shown } from '../store/shown.ts';
import { chooseBy } from './keys.ts';
import { ServiceRow } from './service-row.tsx';

const ROW = 44;

const optionsOf = (
  count: number,
  place: { readonly current: HTMLElement | null },
  changed: () => void,
): VirtualizerOptions<HTMLElement, HTMLElement> => ({
  count,
  getScrollElement: () => place.current,
  estimateSize: () => ROW,
  overscan: 8,
  scrollToFn: elementScroll,
  observeElementRect,
  observeElementOffset,
  onChange: changed,
});

/** Only the rows in sight have elements. */
const useVirtual = (count: number, place: { readonly current: HTMLElement | null }) => {
  const [, redraw] = useState(0);
  const made = useRef<Virtualizer<HTMLElement, HTMLElement> | undefined>(undefined);
  const options = optionsOf(count, place, () => redraw((times) => times + 1));
  made.current ??= new Virtualizer(options);
  made.current.setOptions(options);
  useEffect(() => made.current!._didMount(), []);
  useEffect(() => made.current!._willUpdate());
  return made.current;
};

const PAGE = 12;
const BY: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE,
  PageUp: -PAGE,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

const Search = ({ onLeave }: { onLeave: () => void }) => (
  <div class="search">
    <input
      id="search"
      type="search"
      placeholder="Search services"
      aria-label="Search services"
      aria-keyshortcuts="/"
      autocomplete="off"
      spellcheck={false}
      value={text.value}
      onInput={({ currentTarget }) => {
        text.value = currentTarget.value;
      }}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
        event.preventDefault();
        onLeave();
        chooseBy(0, null);
      }}
    />
    <kbd>/</kbd>
  </div>
);

/** All services, as far as they are not filtered out. */
export const Services = ({ onOpen }: { onOpen: () => void }) => {
  const place = useRef<HTMLDivElement>(null);
  const rows = shown.value;
  const virtual = useVirtual(rows.length, place);
  const selected = rows.findIndex(({ actor }) => actor === chosen.value);
  // only a choice scrolls, not a change of the list
  useEffect(() => {
    if (selected >= 0) virtual.scrollToIndex(selected, { align: 'auto' });
  }, [chosen.value]);
  const pressed = (event: KeyboardEvent): void => {
    const by = BY[event.key];
    if (event.key === 'Enter') onOpen();
    if (by === undefined) return;
    event.preventDefault();
    chooseBy(by, chosen.value);
  };
  return (
    <section class="services" aria-label="Services">
      <Search onLeave={() => place.current?.focus()} />
      <div
        id="services"
        ref={place}
        class="list"
        role="listbox"
        aria-label="Services"
        tabIndex={0}
        aria-activedescendant={selected >= 0 ? `row-${selected}` : undefined}
        onKeyDown={pressed}
      >
        {rows.length === 0 && <p class="nothing">No service matches.</p>}
        <div class="rows" style={{ height: `${virtual.getTotalSize()}px` }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <ServiceRow
              key={rows[index]!.actor}
              id={`row-${index}`}
              service={rows[index]!}
              top={start}
              place={index}
              count={rows.length}
              isChosen={index === selected}
              onChoose={() => {
                choose(rows[index]!.actor);
                place.current?.focus({ preventScroll: true });
                onOpen();
              }}
            />
          ))}
        </div>
      </div>
    </section>
  );
};
