// Runs what it is given, a line of JSON each, with a client of the real SDK; answers in lines of JSON.

import * as sdk from "@kameleoon/javascript-sdk-core";
import dns from "node:dns";
import { createInterface } from "node:readline";
import { toEmulator } from "./requester.mjs";

// As in browsers, and for this process alone: `*.localhost` is this machine.
const { lookup } = dns;
dns.lookup = (host, ...rest) => lookup(host.endsWith(".localhost") ? "127.0.0.1" : host, ...rest);

const AsyncFunction = (async () => {}).constructor;
const clients = new Map();

/** What the Node.js SDK adds to the core, without files: storage, chance, and cookies that nobody asks for. */
function makeClient({ siteCode, port, settings }) {
  const stored = new Map();
  return new sdk.KameleoonCore({
    siteCode,
    configuration: { networkDomain: "kameleoon.localhost", trackingInterval: 1000, ...settings },
    internalConfiguration: {
      settings: { useAbortController: true },
      externals: {
        externalRequester: toEmulator(port),
        externalStorage: {
          read: (key) => stored.get(key) ?? null,
          write: (key, value) => stored.set(key, value),
        },
        externalEventSource: { open() {}, close() {}, onError() {} },
        externalPRNG: { getRandomNumber: Math.random },
        externalVisitorCodeManager: new sdk.VisitorCodeManager(),
        externalPackageInfo: { type: sdk.SdkLanguageType.NODEJS, version: "5.17.1", isServer: true },
        externalLogger: { log() {} },
      },
    },
  });
}

async function clientOf({ number, ...world }) {
  if (!clients.has(number)) {
    const client = makeClient(world);
    clients.set(number, client.initialize().then(() => client));
  }
  return clients.get(number);
}

async function run({ code, argument, ...world }) {
  try {
    const value = await new AsyncFunction("client", "sdk", "argument", code)(await clientOf(world), sdk, argument);
    return { value: value ?? null };
  } catch (error) {
    return { error: String(error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await run(JSON.parse(line))) + "\n");
}
process.exit();
