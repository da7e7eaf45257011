// The way back: a worker that keeps nothing, removes what the earlier ones kept, and then itself.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  const remove = async () => {
    for (const name of await caches.keys()) if (name.startsWith("debrief-")) await caches.delete(name);
    await self.registration.unregister();
  };
  event.waitUntil(remove());
});
