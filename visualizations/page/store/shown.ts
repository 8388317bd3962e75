import { computed } from '@preact/signals';
import { concernsOf } from '../model/attention.ts';
import { familyOf, machineOf, rootOf } from '../model/family.ts';
import { offlineServices } from '../model/offline.ts';
import { countsOf, narrowed } from '../model/select.ts';
import { stepAt, turnsOf } from '../model/track.ts';
import { now, revision, roster, track } from './known.ts';
import { chosen, cursor, offline, state, text } from './look.ts';

/** What is shown: it follows from what is known and what is looked at. */

const recorded = computed(() => offline.value && offlineServices(offline.value));
export const rows = computed(() => {
  revision.value;
  return recorded.value ?? roster.rows();
});
export const shown = computed(() => narrowed(rows.value, { text: text.value, state: state.value }));
export const counts = computed(() => countsOf(rows.value));
export const concerns = computed(() => concernsOf(rows.value, now.value));
export const turns = computed(() => (chosen.value === null ? [] : turnsOf(track.value, chosen.value)));
export const current = computed(() => stepAt(turns.value, cursor.value));
export const service = computed(() => {
  revision.value;
  const one = chosen.value;
  return one === null ? undefined : rows.value.find(({ actor }) => actor === one);
});
/** What the chosen actor is in: as its last step says, or its status where that is newer. */
export const value = computed(() => {
  const step = current.value;
  if (cursor.value !== null || offline.value) return step?.to;
  revision.value;
  const known = chosen.value === null ? undefined : roster.known.get(chosen.value);
  return known && known.seq >= (step?.seq ?? 0) ? known.service.value : step?.to;
});
export const machine = computed(() => current.value?.machine ?? machineOf(chosen.value ?? ''));
export const family = computed(() => {
  revision.value;
  const one = chosen.value;
  if (one === null) return [];
  const root = rootOf(one);
  const services = rows.value.filter(({ name }) => name === root).map(({ actor }) => actor);
  return familyOf(one, [...services, ...track.value.steps.map(({ actor }) => actor)]);
});
