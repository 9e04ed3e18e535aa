/* Which parts of a sound were heard, in seconds of the audio clock. The server decides by the same rule. */

/* Seconds that may be missing at the edges: one tick of the clock and the fade (survey_app decides with the same number). */
export const TOLERANCE_S = 0.25;

/** Join intervals [[from, to], ...] that touch or overlap, sorted by their beginning. */
export function merged(intervals) {
  const joined = [];
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** Return how many seconds the intervals cover together. */
export function heardSeconds(intervals) {
  return merged(intervals).reduce((sum, [from, to]) => sum + to - from, 0);
}

/** Say whether a sound of `duration` seconds was heard in full. */
export function inFull(intervals, duration) {
  return heardSeconds(intervals) >= duration - TOLERANCE_S;
}
