import { isBuiltin } from 'node:module';
import ts from 'typescript';

/** Module names a source file imports, statically or by `import('literal')`. */
export const importsOf = (text: string): string[] =>
  ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);

export const isRelative = (specifier: string): boolean => /^\.\.?(\/|$)/.test(specifier);

/** The npm package of a bare import, or undefined for relative ones and Node's own. */
export function packageOf(specifier: string): string | undefined {
  if (isRelative(specifier) || specifier.startsWith('node:') || isBuiltin(specifier)) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
