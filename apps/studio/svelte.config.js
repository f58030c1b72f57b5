/** @type {import("@sveltejs/vite-plugin-svelte").SvelteConfig} */
export default {
  compilerOptions: {
    runes: true,
    // By what the styles are, so that the page written without script wears those of the app.
    cssHash: ({ hash, css }) => `s-${hash(css)}`,
  },
};
