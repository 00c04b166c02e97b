// Builds the page, or with "test" runs its tests, and skips either when nothing it depends on has changed.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const ROOT = dirname(fileURLToPath(import.meta.url));
const OUTPUT = join(ROOT, "target/classes/META-INF/resources/agentbus");
const MAX_GZIP_BYTES = 200_000;
const NODE = 20;

const SETTINGS = ["package.json", "package-lock.json", "tsconfig.json", "build.mjs"];
const PAGE = [...SETTINGS, "vite.config.ts", "index.html", "public", "src"];
const TESTS = [...SETTINGS, "src", "test"];

function fail(message) {
  console.error(`view/web: ${message}`);
  process.exit(1);
}

function filesUnder(path) {
  if (!statSync(path).isDirectory()) {
    return [path];
  }
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/** Java beside the page has no part in it. */
function fingerprint(inputs) {
  const hash = createHash("sha256");
  for (const file of inputs.flatMap((input) => filesUnder(join(ROOT, input)))) {
    if (!file.endsWith(".java")) {
      hash.update(relative(ROOT, file)).update("\0").update(readFileSync(file)).update("\0");
    }
  }
  return hash.digest("hex");
}

function stampOf(name) {
  return join(ROOT, "target", `${name}.sha256`);
}

function isDone(name, print) {
  const stamp = stampOf(name);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === print;
}

function done(name, print) {
  mkdirSync(dirname(stampOf(name)), { recursive: true });
  writeFileSync(stampOf(name), print);
}

function run(program, ...args) {
  try {
    execFileSync(program, args, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
  } catch (failure) {
    fail(`cannot run ${program} ${args.join(" ")}: ${failure.message}`);
  }
}

/** Into node_modules what the lock file says, once per lock file. */
function install() {
  const stamp = join(ROOT, "node_modules/.lock.sha256");
  const print = createHash("sha256").update(readFileSync(join(ROOT, "package-lock.json"))).digest("hex");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== print) {
    run("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error");
    writeFileSync(stamp, print);
  }
}

function tool(name, ...args) {
  run(process.execPath, join(ROOT, "node_modules", name), ...args);
}

/** Lists what there is to serve, each text file with its gzip beside it. */
function pack() {
  const names = filesUnder(OUTPUT).map((file) => relative(OUTPUT, file));
  let gzipBytes = 0;
  for (const name of names) {
    const packed = gzipSync(readFileSync(join(OUTPUT, name)), { level: 9 });
    writeFileSync(join(OUTPUT, `${name}.gz`), packed);
    gzipBytes += packed.length;
  }
  writeFileSync(join(OUTPUT, "files.txt"), `${names.join("\n")}\n`);
  if (gzipBytes > MAX_GZIP_BYTES) {
    fail(`the page must be at most ${MAX_GZIP_BYTES} bytes gzipped, got: ${gzipBytes}`);
  }
  console.log(`view/web: built ${names.length} files, ${gzipBytes} bytes gzipped`);
}

if (Number(process.versions.node.split(".")[0]) < NODE) {
  fail(`Node ${NODE} or newer is needed, got: ${process.version}`);
}
if (process.argv[2] === "test") {
  const print = fingerprint(TESTS);
  if (!isDone("page-tests", print)) {
    install();
    tool("vitest/vitest.mjs", "run", "--reporter=dot");
    done("page-tests", print);
  }
} else {
  const print = fingerprint(PAGE);
  if (!isDone("page", print) || !existsSync(join(OUTPUT, "files.txt"))) {
    rmSync(OUTPUT, { recursive: true, force: true });
    install();
    tool("typescript/bin/tsc", "--noEmit");
    tool("vite/bin/vite.js", "build", "--logLevel", "warn");
    pack();
    done("page", print);
  }
}
