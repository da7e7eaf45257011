// Spans of time in words, as the server writes them: in at most two neighbouring units.

/** @param {number} minutes */
export function inWords(minutes) {
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  if (days) return [`${days} d`, hours && `${hours} h`].filter(Boolean).join(" ");
  return [hours && `${hours} h`, (rest || !hours) && `${rest} min`].filter(Boolean).join(" ");
}
