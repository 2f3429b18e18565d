/** Teams, and the words by which a ticket is theirs. The first team with one of its words in the text gets it. */
const teams: [team: string, words: string[]][] = [
  ['billing', ['invoice', 'refund', 'payment', 'charged']],
  ['engineering', ['crash', 'error', 'bug', 'exception']],
];

/** Returns the team that a ticket goes to. */
export function route(subject: string, body: string): string {
  const words = new Set(`${subject} ${body}`.toLowerCase().match(/\p{L}+/gu));
  return teams.find(([, own]) => own.some((word) => words.has(word)))?.[0] ?? 'support';
}
