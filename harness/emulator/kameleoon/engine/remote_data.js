// Reading from the Data API, and local data (CONTRACT 2.5).

const LOCAL_DATA_KEY = "kameleoonLocalData";
const HOUR_MS = 60 * 60 * 1000;
const KEYS_PER_REQUEST = 100;

let localData = null; // not loaded yet

function isNewerBuild() {
  return CONFIG.account.build === "newer";
}

function retrieveDataFromRemoteSource(keyOrKeys, callback) {
  if (!Array.isArray(keyOrKeys)) {
    getJson("/map/map", "key=" + encodeURIComponent(keyOrKeys), callback);
  } else if (!isNewerBuild()) {
    getMaps(keyOrKeys, callback);
  } else if (keyOrKeys.length === 0) {
    Promise.resolve({}).then(callback);
  } else {
    getInParts(keyOrKeys, callback);
  }
}

function getMaps(keys, callback) {
  getJson("/map/maps", "keys=" + encodeURIComponent(encodeJson(keys)), callback);
}

function getInParts(keys, callback) {
  const merged = {};
  let open = Math.ceil(keys.length / KEYS_PER_REQUEST);
  for (let start = 0; start < keys.length; start += KEYS_PER_REQUEST) {
    getMaps(keys.slice(start, start + KEYS_PER_REQUEST), (part) => {
      Object.assign(merged, part);
      open -= 1;
      if (open === 0) callback(merged);
    });
  }
}

// A failed request answers {}; malformed JSON throws before the callback in older builds.
function getJson(path, query, callback) {
  const request = new XMLHttpRequest();
  request.open("GET", CONFIG.data_origin + path + "?siteCode=" + CONFIG.account.sitecode + "&" + query);
  const deliver = (answer) => {
    callback(answer);
    record("remote-data.read", { status: request.status }); // after what the callback has set
  };
  request.onload = () => deliver(request.status === 200 ? parseAnswer(request.responseText) : {});
  request.onerror = () => deliver({});
  request.send();
}

function parseAnswer(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!isNewerBuild()) throw error;
    return {};
  }
}

function loadLocalData() {
  const isFirst = localData === null;
  if (mayStore() || (isFirst && mayRead())) localData = readStored(LOCAL_DATA_KEY);
  localData = localData || {};
}

function saveLocalData() {
  if (mayStore()) writeStored(LOCAL_DATA_KEY, localData);
}

function writeLocalData(key, value, persistent) {
  loadLocalData();
  localData[key] = { value, expires: Date.now() + (persistent ? 30 * 24 : 1) * HOUR_MS };
  saveLocalData();
}

function readLocalData(key) {
  loadLocalData();
  const item = hasOwn(localData, key) ? localData[key] : null;
  return item && item.expires > Date.now() ? item.value : null;
}
