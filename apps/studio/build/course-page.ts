import { svelte } from "@sveltejs/vite-plugin-svelte";
import { createServer, type Plugin } from "vite";
import { formulas } from "./formulas.ts";
import { stillPage } from "./still-page.ts";

/**
 * Writes course.html beside the app: the whole course as it stands before anything is moved, for readers without script and for print.
 * What its figures show is trained while it is built, by the same functions and to the same bits as in the browser.
 */
export function coursePage(root: string): Plugin {
  return {
    name: "course-page",
    // A build that only measures writes nothing.
    apply: ({ build }, { command }) => command === "build" && build?.write !== false,
    async generateBundle(_, bundle) {
      const styles = Object.keys(bundle).filter((name) => name.endsWith(".css"));
      this.emitFile({ type: "asset", fileName: "course.html", source: pageOf(await rendered(root), styles) });
    },
  };
}

async function rendered(root: string): Promise<string> {
  const server = await createServer({
    root,
    mode: "production",
    configFile: false,
    logLevel: "error",
    appType: "custom",
    plugins: [formulas(), svelte()],
    server: { middlewareMode: true, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    // What the module of this path exports.
    const { renderCourse } = (await server.ssrLoadModule("/src/rooms/learn/render-course.ts")) as {
      readonly renderCourse: () => Promise<string>;
    };
    return await renderCourse();
  } finally {
    await server.close();
  }
}

function pageOf(body: string, styles: readonly string[]): string {
  return stillPage({
    title: "The course · occam studio",
    home: "./",
    styles: styles.map((name) => `./${name}`),
    body: `<body class="page still">\n${body}\n</body>`,
  });
}
