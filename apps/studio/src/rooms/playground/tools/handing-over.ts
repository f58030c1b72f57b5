/** Text to the clipboard and bytes to a file: what a page may do by itself, and only when asked. */

/** False where the browser does not allow it: pages that are not served securely, or a reader's refusal. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

export function saveFile(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken hold of the bytes by the next task.
  setTimeout(() => URL.revokeObjectURL(address));
}
