// Runs a generated module with each case of stdin: what the SDK answers for each key. Tells what was found and added.
import { register } from "node:module";
import { pathToFileURL } from "node:url";

register(`data:text/javascript,${encodeURIComponent(`
  const sdk = "data:text/javascript,export class CustomData { constructor(key, ...values) { this.data = [key, values]; } }";
  export const resolve = (name, context, next) =>
    name.startsWith("@kameleoon/") ? { url: sdk, shortCircuit: true } : next(name, context);
`)}`);

const { addSegmentData } = await import(pathToFileURL(process.argv[2]));
let input = "";
for await (const chunk of process.stdin) input += chunk;
const results = [];
for (const answers of JSON.parse(input)) {
  const added = [];
  const client = {
    getRemoteData: async (key) => {
      const answer = answers[key];
      if (answer === undefined || answer.startsWith("!")) throw new Error("the SDK rejects");
      return answer === "hangs" ? new Promise(() => {}) : JSON.parse(answer);
    },
    addData: (visitor, ...data) => added.push(...data.map((one) => one.data)),
  };
  const found = await addSegmentData(client, "ada", 50);
  results.push({ ...found, added });
}
console.log(JSON.stringify(results));
