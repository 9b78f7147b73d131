// Verifies a package beside the page, so that a large one does not freeze it.
import { verifyPackage } from "./verify.mjs";

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ report: await verifyPackage(data.bytes, data.digest) });
  } catch (problem) {
    self.postMessage({ problem: String(problem.message ?? problem) });
  }
};
