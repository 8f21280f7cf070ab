/** The middle of the page: one map or two, with their heads, tools and layer sliders. */

import type { Appearance } from "../appearance.ts";
import { element } from "../elements.ts";
import { clickOn, pointAt } from "../hearing.ts";
import type { Context } from "../types.ts";
import { MapView } from "../view.ts";
import { layerBar } from "./layerbar.ts";
import { mapHead } from "./maphead.ts";
import { makeTip } from "./tip.ts";
import { toolbar } from "./toolbar.ts";

interface Frame {
  view: MapView;
  element: HTMLElement;
  close(): void;
}

/** The maps, as many as the state says. */
export class MapArea {
  readonly element = element("div", { className: "views" });
  readonly #context: Context;
  readonly #appearance: Appearance;
  readonly #fail: (error: unknown) => void;
  readonly #frames: Frame[] = [];
  readonly #ready: () => void;

  /** @param ready is told when the first map is there. */
  constructor(
    context: Context,
    appearance: Appearance,
    ready: () => void,
    fail: (error: unknown) => void,
  ) {
    this.#context = context;
    this.#appearance = appearance;
    this.#ready = ready;
    this.#fail = fail;
    context.store.on(["views"], () => this.#update());
  }

  /** Make the maps of the present state. */
  start(): void {
    this.#update();
  }

  views(): MapView[] {
    return this.#frames.map((frame) => frame.view);
  }

  #update(): void {
    const wanted = this.#context.store.get().views.length;
    while (this.#frames.length > wanted) {
      const frame = this.#frames.pop()!;
      frame.close();
    }
    while (this.#frames.length < wanted) {
      const frame = this.#make(this.#frames.length);
      this.#frames.push(frame);
      this.element.append(frame.element);
    }
  }

  #make(index: number): Frame {
    const context = this.#context;
    const tip = makeTip(context, this.#appearance);
    const view = new MapView(index, context.store, context.data, this.#appearance, {
      hover: (row, from, pan) => {
        pointAt(context, row, pan);
        tip.show(row, from);
        from.canvas.classList.toggle("meets", row !== null);
      },
      click: (row, pan) => clickOn(context, row, pan),
      ready: this.#ready,
      fail: this.#fail,
    });
    const head = mapHead(context, index);
    const tools = toolbar(context.store, view);
    const bar = layerBar(context, index);
    view.element.append(tip.element, tools.element);
    const box = element(
      "section",
      { className: "view", ariaLabel: index === 0 ? "Map" : "Second map" },
      head.element,
      view.element,
      ...(bar ? [bar.element] : []),
    );
    return {
      view,
      element: box,
      close() {
        for (const part of [view, head, tools, bar]) part?.close();
        box.remove();
      },
    };
  }
}
