/**
 * What kind of place `--model` names, by its form alone, so that a misspelt folder is never
 * looked up on the network.
 */

/** Whether it names a folder: it begins like a path. */
export function isFolder(id: string): boolean {
  return /^(\.{1,2}([\\/]|$)|[\\/]|[a-zA-Z]:[\\/])/.test(id)
}

/** Whether it names a server. */
export function isServer(id: string): boolean {
  return /^https?:\/\//i.test(id)
}
