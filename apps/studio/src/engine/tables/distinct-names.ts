/** Each its own: a second "age" is "age (2)". */
export function distinctNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let [own, count] = [name, 1];
    while (taken.has(own)) own = `${name} (${++count})`;
    taken.add(own);
    return own;
  });
}
