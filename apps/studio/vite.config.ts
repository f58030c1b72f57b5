import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { contentSecurityPolicy } from "./build/content-security-policy.ts";
import { coursePage } from "./build/course-page.ts";
import { docsPages } from "./build/docs/docs-pages.ts";
import { formulas } from "./build/formulas.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Relative addresses, so that any folder of any file server serves it; nothing is inlined, so that the policy needs no data: URLs. */
export default defineConfig(({ mode }) => ({
  root: at("."),
  base: "./",
  plugins: [
    formulas(),
    svelte(),
    contentSecurityPolicy(),
    coursePage(at(".")),
    ...(mode === "site" ? [docsPages(at("../.."))] : []),
  ],
  resolve: { alias: [{ find: /^onnxruntime-web\/.*/, replacement: at("./build/no-onnx-runtime.ts") }] },
  worker: { format: "es" },
  build: {
    outDir: at("../../packages/cli/dist/studio"),
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { checks: { pluginTimings: false } },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
  },
}));
