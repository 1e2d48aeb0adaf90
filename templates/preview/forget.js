// Forgets what the browser knows of the visitor. No script of Kameleoon's or Segment's is here to write it again.
// The inspector keeps what it remembers of itself.
localStorage.clear();
Object.keys(sessionStorage).filter((key) => !key.startsWith("kamseg-inspector.")).forEach((key) => {
  sessionStorage.removeItem(key);
});
const labels = location.hostname.split(".");
const domains = labels.map((_, index) => `; domain=${labels.slice(index).join(".")}`).concat("");
for (const name of document.cookie.split("; ").map((pair) => pair.split("=")[0])) {
  domains.forEach((domain) => {
    document.cookie = `${name}=; path=/; max-age=0${domain}`;
  });
}
