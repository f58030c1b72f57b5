export default {
  test: {
    include: [
      "packages/**/*.test.ts",
      "apps/**/*.test.ts",
      "bench/*.test.ts",
      "examples/**/*.test.ts",
      "scripts/*.test.js",
    ],
    testTimeout: 60_000,
  },
};
