export default {
  test: {
    include: ["packages/**/*.test.ts", "bench/*.test.ts", "examples/**/*.test.ts"],
    testTimeout: 60_000,
  },
};
