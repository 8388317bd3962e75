import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { fileNameOf, readRecording, recordingOf } from '../model/recording.ts';
import { clock } from '../model/words.ts';
import { openRecording } from '../store/choose.ts';
import { about, track } from '../store/known.ts';
import { cursor, notice, offline } from '../store/look.ts';
import { current, turns } from '../store/shown.ts';
import { travel } from './keys.ts';

/** Milliseconds that a step is shown for while the past is played. */
const PACE = 700;
const playing = signal(false);

const isAtEnd = (): boolean => cursor.value === null || cursor.value === turns.value.at(-1)?.seq;

const toggle = (): void => {
  if (!playing.value && isAtEnd()) cursor.value = turns.value[0]?.seq ?? null;
  playing.value = !playing.value;
};

const usePlayer = (): void => {
  useEffect(() => {
    if (!playing.value) return;
    const timer = setInterval(() => {
      if (!isAtEnd()) travel(1);
      if (isAtEnd()) playing.value = false;
    }, PACE);
    return () => clearInterval(timer);
  }, [playing.value]);
};

const save = (): void => {
  const recording = offline.value ?? recordingOf(track.value, about.value?.directory ?? '', Date.now());
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(recording)], { type: 'application/json' }));
  link.download = fileNameOf(recording);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

const read = async (input: HTMLInputElement): Promise<void> => {
  const file = input.files?.[0];
  input.value = '';
  if (!file) return;
  const result = readRecording(await file.text());
  if ('problem' in result) notice.value = result.problem;
  else {
    notice.value = result.note ?? null;
    openRecording(result.recording);
  }
};

const Files = () => {
  const input = useRef<HTMLInputElement>(null);
  return (
    <span class="files">
      <button type="button" disabled={track.value.steps.length === 0} onClick={save}>
        Export
      </button>
      <button type="button" onClick={() => input.current!.click()}>
        Import
      </button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="Recording to import"
        onChange={({ currentTarget }) => void read(currentTarget)}
      />
    </span>
  );
};

const goTo = (place: number): void => {
  playing.value = false;
  const last = turns.value.length - 1;
  cursor.value = place >= last && !offline.value ? null : (turns.value[place]?.seq ?? null);
};

const Slider = () => {
  const step = current.value;
  const place = step ? turns.value.indexOf(step) : 0;
  return (
    <input
      type="range"
      aria-label="Position in the history"
      aria-valuetext={step ? `step ${place + 1} of ${turns.value.length}: ${step.cause}` : 'no steps'}
      min={0}
      max={Math.max(0, turns.value.length - 1)}
      value={place}
      disabled={turns.value.length === 0}
      onInput={({ currentTarget }) => goTo(Number(currentTarget.value))}
    />
  );
};

const Buttons = () => (
  <>
    <button type="button" aria-label="One step back" disabled={turns.value.length === 0} onClick={() => travel(-1)}>
      ◂
    </button>
    <button type="button" class="play" disabled={turns.value.length < 2} onClick={toggle}>
      {playing.value ? 'Pause' : 'Play'}
    </button>
    <button type="button" aria-label="One step on" disabled={cursor.value === null} onClick={() => travel(1)}>
      ▸
    </button>
  </>
);

const Live = () =>
  offline.value ? null : (
    <button
      type="button"
      class="live"
      aria-pressed={cursor.value === null}
      onClick={() => {
        playing.value = false;
        cursor.value = null;
      }}
    >
      Live
    </button>
  );

/** The past of the chosen actor, to go to and fro in. */
export const Timeline = () => {
  usePlayer();
  const step = current.value;
  return (
    <section class="timeline" aria-label="Time travel">
      <div class="controls">
        <Buttons />
        <Slider />
        <Live />
        <Files />
      </div>
      <p class="caption">
        {step ? (
          <>
            <time>{clock(step.at)}</time>
            <span class="count">
              {turns.value.indexOf(step) + 1} / {turns.value.length}
            </span>
            <b title={step.cause}>{step.cause}</b>
          </>
        ) : (
          <span>No steps yet.</span>
        )}
      </p>
    </section>
  );
};
