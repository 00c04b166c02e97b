import { defineConfig } from "vite";

const bus = process.env["AGENTBUS_URL"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    target: "es2022",
    outDir: "target/classes/META-INF/resources/agentbus",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: {
    host: "127.0.0.1",
    proxy: {
      // The bus serves pages of its own origin only.
      "/api": { target: bus, changeOrigin: true, headers: { origin: bus } },
      "/health": bus,
      "/v1": bus,
      "/ws": { target: bus.replace(/^http/, "ws"), ws: true },
    },
  },
});
