// The last step of the JavaScript SDKs, which they let be plugged in: requests go to the emulator's port over http.

export const toEmulator = (port) => ({
  sendRequest({ url, parameters }) {
    const { host, pathname, search } = new URL(url);
    return fetch(`http://${host}:${port}${pathname}${search}`, parameters);
  },
});
