import { clock } from '../model/words.ts';
import { closeRecording } from '../store/choose.ts';
import { connection } from '../store/known.ts';
import { notice, offline } from '../store/look.ts';

const Offline = () => (
  <p class="banner past">
    <span>
      Recording of <b>{offline.value!.actor || 'the scanner'}</b> in {offline.value!.directory}, made{' '}
      {new Date(offline.value!.recordedAt).toLocaleDateString()} {clock(offline.value!.recordedAt).slice(0, 8)}
    </span>
    <button type="button" onClick={closeRecording}>
      Close recording
    </button>
  </p>
);

const Notice = () => (
  <p class="banner bad" role="alert">
    <span>{notice.value}</span>
    <button
      type="button"
      onClick={() => {
        notice.value = null;
      }}
    >
      Dismiss
    </button>
  </p>
);

/** What is out of the ordinary. */
export const Banner = () => (
  <div class="banners">
    {connection.value === 'lost' && (
      <p class="banner bad" role="alert">
        Disconnected from the supervisor. What you see is how it was; trying again…
      </p>
    )}
    {offline.value && <Offline />}
    {notice.value && <Notice />}
  </div>
);
