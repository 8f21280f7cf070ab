/** Plays one sound at a time, and loads the next one ahead. */

export class Player {
  private readonly loaded = new Map<string, HTMLAudioElement>();
  private current: HTMLAudioElement | null = null;

  /**
   * @param started called whenever a sound begins
   * @param failed called with a message when a sound cannot be played
   */
  constructor(
    private readonly started: () => void,
    private readonly failed: (message: string) => void,
  ) {}

  /** Load a sound before it is needed. */
  prepare(file: string): HTMLAudioElement {
    const found = this.loaded.get(file);
    if (found !== undefined) return found;
    const sound = new Audio(file);
    sound.preload = "auto";
    this.loaded.set(file, sound);
    return sound;
  }

  /** Play a sound from its beginning. */
  async play(file: string): Promise<void> {
    this.stop();
    const sound = this.prepare(file);
    this.current = sound;
    sound.currentTime = 0;
    try {
      await sound.play();
      this.started();
    } catch (error) {
      // Another sound, or the end of the trial, came first.
      if (error instanceof DOMException && error.name === "AbortError") return;
      if (error instanceof DOMException && error.name === "NotAllowedError") {
        this.failed("The browser lets no sound out yet: press Play.");
        return;
      }
      this.failed(`${file} cannot be played: the file is missing, or this browser has no sound.`);
    }
  }

  /** Stop what is heard. */
  stop(): void {
    this.current?.pause();
    this.current = null;
  }

  /** Forget a sound that is not needed any more. */
  release(file: string): void {
    this.loaded.delete(file);
  }
}
