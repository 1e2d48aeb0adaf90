// What was pasted, where the real engine has it: custom data in a base64 text of UTF-8 JSON (CONTRACT 2.10).

function decodeData(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

const CUSTOM_DATA = decodeData(CONFIG.encodedData).Gatherer.customData;
const GLOBAL_SCRIPT = CONFIG.globalScript;
const INTEGRATIONS = CONFIG.customIntegrations;
