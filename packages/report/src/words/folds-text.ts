/** "3 folds, dealt 2 times" */
export function foldsText({ count, repeats }: { readonly count: number; readonly repeats: number }): string {
  return `${count} folds${repeats > 1 ? `, dealt ${repeats} times` : ""}`;
}
