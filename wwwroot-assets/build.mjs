// Copies the third-party files that the pages load from node_modules into lib/.
import { cp, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const files = {
  "img-comparison-slider/dist/index.js": "img-comparison-slider/index.js",
  "img-comparison-slider/dist/styles.css": "img-comparison-slider/styles.css",
  "@microsoft/signalr/dist/browser/signalr.min.js": "signalr/signalr.min.js",
};

await rm(join(root, "lib"), { recursive: true, force: true });
for (const [source, target] of Object.entries(files)) {
  const path = join(root, "lib", target);
  await mkdir(dirname(path), { recursive: true });
  await cp(join(root, "node_modules", source), path);
}
