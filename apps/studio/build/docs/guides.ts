export interface Guide {
  /** Its Markdown, from the root of the repository. */
  readonly source: string;
  /** Its page is docs/NAME.html. */
  readonly name: string;
  /** Where it should be another than its heading. */
  readonly title?: string;
  readonly says: string;
}

export interface GuideGroup {
  readonly title: string;
  readonly guides: readonly Guide[];
}

/** In the order of the contents. */
export const GUIDE_GROUPS: readonly GuideGroup[] = [
  {
    title: "The command",
    guides: [
      {
        source: "README.md",
        name: "start",
        title: "Start here",
        says: "A first table, what comes out, and what to do then.",
      },
      {
        source: "docs/fit.md",
        name: "fit",
        says: "What is read, trained, chosen and written, and what the verdict says.",
      },
      {
        source: "docs/path.md",
        name: "path",
        says: "One penalty turned up over folds, and searches over several at once.",
      },
      {
        source: "docs/diagnosis.md",
        name: "diagnosis",
        says: "How probable over- and underfitting are, why, and what would help.",
      },
      {
        source: "docs/pruning.md",
        name: "pruning",
        says: "Units that do nothing leave the network, with a certificate.",
      },
      { source: "docs/studio.md", name: "studio", says: "The page with the playground and the course." },
    ],
  },
  {
    title: "The library",
    guides: [
      {
        source: "docs/library.md",
        name: "library",
        says: "From a table, or layer by layer; penalties, searches, replicas.",
      },
      { source: "docs/web.md", name: "web", says: "Training in a page: bundlers, threads, memory, WebGPU." },
      {
        source: "docs/semantics.md",
        name: "semantics",
        says: "Every penalty, optimizer and layer as a formula, beside those of other libraries.",
      },
    ],
  },
  {
    title: "Behind it",
    guides: [
      { source: "docs/inside.md", name: "inside", says: "How a training becomes one graph, and the graph a program." },
      {
        source: "CONTRIBUTING.md",
        name: "contributing",
        says: "How an op, a regularizer, a layer or a section of the course is added.",
      },
      { source: "CHANGELOG.md", name: "changes", says: "What changed, version by version." },
    ],
  },
];

export const GUIDES: readonly Guide[] = GUIDE_GROUPS.flatMap(({ guides }) => guides);
