import type { TextLine } from './text-lines.ts';
import type { NodeId, NodeKind } from './types.ts';

export type Point = { readonly x: number; readonly y: number };
export type Box = Point & { readonly width: number; readonly height: number };

/** A chart with a place for everything, from the picture's upper left corner, in pixels. */
export type LaidChart = {
  readonly machine: string;
  readonly width: number;
  readonly height: number;
  /** Outermost first: what is inside is drawn above what it is in. */
  readonly nodes: readonly LaidNode[];
  readonly edges: readonly LaidEdge[];
  /** Where each region begins. */
  readonly starts: readonly Box[];
};

export type LaidNode = Box & {
  readonly id: NodeId;
  readonly name: string;
  readonly kind: NodeKind;
  /** One of several states that hold at the same time. */
  readonly region: boolean;
  readonly depth: number;
  readonly lines: readonly TextLine[];
};

/** All transitions from one state to another: one line with all their labels. */
export type LaidEdge = {
  readonly id: string;
  readonly source: NodeId | undefined;
  readonly target: NodeId;
  readonly transitions: readonly string[];
  readonly points: readonly Point[];
  readonly label?: Box & { readonly lines: readonly TextLine[] };
};
