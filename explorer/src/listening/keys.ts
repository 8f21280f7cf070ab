/** Which key chooses which class: 1 to 9, 0, then letters that nothing else uses. */

const KEYS = "1234567890abcdefghijklmnopqrstuvwxyz";

/** The key of the class with an index; empty if there are more classes than keys. */
export function keyOf(index: number): string {
  return KEYS[index] ?? "";
}

/** The index of the class that a key chooses; -1 if none. */
export function indexOf(key: string): number {
  return key.length === 1 ? KEYS.indexOf(key.toLowerCase()) : -1;
}
