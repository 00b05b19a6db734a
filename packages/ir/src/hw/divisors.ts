/** Divisors in ascending order: the legal values of a folding dimension of `size`. */
export function divisors(size: number): number[] {
  const low: number[] = [];
  const high: number[] = [];
  for (let i = 1; i * i <= size; i++) {
    if (size % i !== 0) continue;
    low.push(i);
    if (i * i !== size) high.unshift(size / i);
  }
  return [...low, ...high];
}
