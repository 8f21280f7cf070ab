/** Small pictures of sounds in lists. */

import { element } from "../elements.ts";
import type { DataSet, Row } from "../types.ts";

/** A picture of the spectrogram of a row, `side` CSS pixels wide; empty where there is none. */
export function thumbnail(data: DataSet, row: Row, side: number): HTMLElement {
  const box = element("span", { className: "thumbnail" });
  const { sprites } = data.manifest;
  if (!sprites) {
    box.hidden = true;
    return box;
  }
  box.style.width = box.style.height = `${side}px`;
  data.sheet(row).then(
    (sheet) => {
      if (!sheet) return;
      const place = row - sheet.first;
      const [column, line] = [place % sheet.columns, Math.floor(place / sheet.columns)];
      box.style.backgroundImage = `url("${sheet.url}")`;
      box.style.backgroundSize = `${sheet.columns * side}px auto`;
      box.style.backgroundPosition = `${-column * side}px ${-line * side}px`;
    },
    // The list is useful without pictures; painting sprites tells why there are none.
    () => (box.hidden = true),
  );
  return box;
}
