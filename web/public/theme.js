// Runs before first paint, so that a chosen theme never flashes the other one.
try {
  const chosen = localStorage.getItem('assay.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is refused in some private windows: the system's colour scheme serves.
}
