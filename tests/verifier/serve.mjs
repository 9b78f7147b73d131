// One long-lived process: packages come in on standard input, each behind its length in four
// bytes; for each a line of JSON goes out.
import { verifyPackage } from "../../src/xephang_web/static/verify/verify.mjs";

let waiting = Buffer.alloc(0);
for await (const chunk of process.stdin) {
  waiting = Buffer.concat([waiting, chunk]);
  while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUInt32BE(0)) {
    const length = waiting.readUInt32BE(0);
    const bytes = new Uint8Array(waiting.subarray(4, 4 + length));
    waiting = waiting.subarray(4 + length);
    process.stdout.write(`${JSON.stringify(await report(bytes))}\n`);
  }
}

async function report(bytes) {
  try {
    const { holds, worded, digest, units, tables, differences } = await verifyPackage(bytes);
    const named = differences.slice(0, 40).map(({ code, place, unit, vi, en }) => ({ code, place, unit, vi, en }));
    return { holds, worded, digest, units, tables, differences: named };
  } catch (problem) {
    return { crashed: String(problem?.stack ?? problem) };
  }
}
