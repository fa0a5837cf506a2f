// Builds static/dist/ from static/src/. Names stay stable: Django's manifest
// storage adds the content hash, so that templates can say {% static %}.
import { cp, readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";

const source = fileURLToPath(new URL("./src/", import.meta.url));
const target = fileURLToPath(new URL("./dist/", import.meta.url));
const project = fileURLToPath(new URL("../", import.meta.url));
const watching = process.argv.includes("--watch");

// The NL Design System parts carry every state of every component. Only what our
// templates name is sent; a class that a template composes is listed in `safelist`.
const onlyWhatIsUsed = {
  name: "only-what-is-used",
  setup(build) {
    build.onLoad({ filter: /node_modules\/@(utrecht|nl-design-system-candidate)\/.*\.css$/ }, async ({ path }) => {
      const [part] = await new PurgeCSS().purge({
        css: [{ raw: await readFile(path, "utf8") }],
        content: [`${project}templates/**/*.html`, `${project}regio/forms/renderer.py`],
        safelist: [
          /^nl-button--(primary|secondary|subtle|negative|disabled)$/,
          /^nl-heading--level-[23]$/,
          /^utrecht-alert--(info|ok|warning|error)$/,
        ],
      });
      return { contents: part.css, loader: "css" };
    });
  },
};

const shared = {
  bundle: true,
  minify: true,
  legalComments: "none",
  logLevel: "info",
  target: ["chrome111", "firefox115", "safari16.4"],
};

const builds = [
  {
    ...shared,
    entryPoints: [`${source}css/portal.css`, `${source}css/styleguide.css`],
    outdir: `${target}css`,
    plugins: [onlyWhatIsUsed],
    loader: { ".woff2": "file" },
    assetNames: "../fonts/[name]",
    external: ["../img/*"], // copied as they are
  },
  {
    ...shared,
    entryPoints: [`${source}js/portal.js`, `${source}js/htmx.js`, `${source}js/map.js`, `${source}js/toets.js`],
    outdir: `${target}js`,
    format: "esm",
    sourcemap: true,
  },
];

await rm(target, { recursive: true, force: true });
await cp(`${source}img`, `${target}img`, { recursive: true });

for (const build of builds) {
  if (watching) {
    await (await esbuild.context(build)).watch();
  } else {
    await esbuild.build(build);
  }
}
