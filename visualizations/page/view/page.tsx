import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announcement } from '../store/announce.ts';
import { connection } from '../store/known.ts';
import { chosen, notice, offline } from '../store/look.ts';
import { concerns } from '../store/shown.ts';
import { Banner } from './banner.tsx';
import { Head } from './head.tsx';
import { pressed } from './keys.ts';
import { Middle } from './middle.tsx';
import { Services } from './services.tsx';
import { Side } from './side.tsx';
import { TokenDialog } from './token-dialog.tsx';

const PANES = ['services', 'chart', 'details'] as const;
/** The pane that a narrow screen shows. */
const pane = signal<(typeof PANES)[number]>('services');

const Tabs = () => (
  <nav class="tabs" aria-label="Panes">
    {PANES.filter((name) => name !== 'details' || chosen.value !== null).map((name) => (
      <button
        key={name}
        type="button"
        aria-current={pane.value === name ? 'page' : undefined}
        onClick={() => {
          pane.value = name;
        }}
      >
        {name === 'chart' && chosen.value === null ? 'overview' : name}
      </button>
    ))}
  </nav>
);

/** All of it. */
export const Page = () => {
  const worthALook = concerns.value.length;
  useEffect(() => {
    document.title = `${worthALook > 0 ? `(${worthALook}) ` : ''}runstate`;
  }, [worthALook]);
  useEffect(() => {
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
  return (
    <div class={`page pane-${pane.value} ${chosen.value === null ? 'unchosen' : ''}`}>
      <Head />
      {(offline.value || notice.value || connection.value === 'lost') && <Banner />}
      <Tabs />
      <Services
        onOpen={() => {
          pane.value = 'chart';
        }}
      />
      <Middle />
      <Side />
      <TokenDialog />
      <div class="unseen" role="status" aria-live="polite">
        {announcement.value}
      </div>
    </div>
  );
};
