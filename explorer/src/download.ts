/** Files that the browser saves. */

let lastAddress: string | null = null;

/**
 * Let the browser save a file.
 *
 * Its content stays in memory until the next one: no browser tells when it has read it.
 */
export function download(name: string, content: Blob): void {
  if (lastAddress !== null) URL.revokeObjectURL(lastAddress);
  lastAddress = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = lastAddress;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}
