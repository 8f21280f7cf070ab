/**
 * Data files come as scripts, which a page may load from a web server and from a folder alike.
 *
 * Each file is one call `LatentAudio.put("<its path without .js>", <JSON>)`. The element that loads it
 * says which data set it belongs to; it is removed afterwards.
 */

/** A data file that is missing or cannot be used; the message names it and says what to do. */
export class DataError extends Error {
  override name = "DataError";
  readonly file: string;

  constructor(file: string, message: string) {
    super(message);
    this.file = file;
  }
}

/** Where data files come from: tests use one without a document. */
export interface Source {
  /** Content of a file; `path` is without `.js`, relative to the folder of the page. */
  fetch(path: string, name: string): Promise<unknown>;
}

/** The files of one data set, each loaded at most once at a time. */
export interface Folder {
  get(name: string): Promise<unknown>;
}

const NAMES = /^(datasets|(data|audio|sprites)\/[a-z0-9_]+)$/;

declare global {
  /** The one name that the page defines. */
  interface LatentAudioPage {
    /** What a data file calls. */
    put(name: string, value: unknown): void;
  }
  var LatentAudio: LatentAudioPage;
}

/** Load files through script elements of a document. */
export function scriptSource(document: Document): Source {
  const received = new WeakMap<Element, { name: string; value: unknown }>();
  globalThis.LatentAudio = {
    put(name, value) {
      if (document.currentScript) received.set(document.currentScript, { name, value });
    },
  };
  return {
    fetch(path, name) {
      const file = `${path}.js`;
      return new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.onload = () => {
          script.remove();
          const content = received.get(script);
          if (!content) {
            reject(new DataError(file, `${file} is damaged or incomplete; copy the folder again.`));
          } else if (content.name !== name) {
            reject(
              new DataError(
                file,
                `${file} holds "${content.name}", expected "${name}"; copy the folder again.`,
              ),
            );
          } else {
            resolve(content.value);
          }
        };
        script.onerror = () => {
          script.remove();
          reject(
            new DataError(
              file,
              `${file} is missing: the folder was not copied completely. ` +
                "Copy it again, or make it again.",
            ),
          );
        };
        script.src = file;
        document.head.append(script);
      });
    },
  };
}

/** The folder of a data set; `root` ends in a slash, or is empty for the one beside the page. */
export function openFolder(source: Source, root: string): Folder {
  const loading = new Map<string, Promise<unknown>>();
  return {
    get(name) {
      if (!NAMES.test(name)) {
        return Promise.reject(
          new DataError(name, `"${name}" is no name of a data file; make the folder again.`),
        );
      }
      const known = loading.get(name);
      if (known) return known;
      const content = source.fetch(root + name, name).finally(() => loading.delete(name));
      loading.set(name, content);
      return content;
    },
  };
}

/** Names of the further data sets of a folder; none where `datasets.js` is not there. */
export async function datasetNames(source: Source): Promise<string[]> {
  try {
    const names = await openFolder(source, "").get("datasets");
    return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
  } catch (error) {
    // Only the absence of the file means that there are none.
    if (error instanceof DataError && error.message.includes("is missing")) return [];
    throw error;
  }
}

/** Folder of a data set by its name; the empty name is the one beside the page. */
export function rootOf(name: string): string {
  return name === "" ? "" : `datasets/${encodeURIComponent(name)}/`;
}
