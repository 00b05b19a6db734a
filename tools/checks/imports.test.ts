import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, isRelative, packageOf } from './support/imports.ts';
import { filesUnder, manifestOf, read, workspaces, type Manifest } from './support/workspace.ts';

const isTest = (file: string): boolean => /\.test(-d)?\./.test(file) || /\/(test|schema|emit)\//.test(file);
const tools = new Set(Object.keys(manifestOf('.').devDependencies ?? {}));

/** What a file may name: its package's run-time dependencies and itself, and in tests the tools of the workspace. */
function declared(file: string, manifest: Manifest): ReadonlySet<string> {
  const runTime = [
    manifest.name,
    ...Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.peerDependencies }),
  ];
  const inDevelopment = [...Object.keys(manifest.devDependencies ?? {}), ...tools];
  return new Set(isTest(file) || manifest.private === true ? [...runTime, ...inDevelopment] : runTime);
}

// Hoisting makes undeclared imports work here and fail for users, so each package is held to its own package.json.
describe.each(workspaces)('$manifest.name', ({ dir, manifest }) => {
  const files = filesUnder(dir, ['.ts', '.mts', '.js', '.mjs']).map((file) => ({
    file,
    imports: importsOf(read(file)),
  }));

  it('declares every package it imports', () => {
    const undeclared = files.flatMap(({ file, imports }) => {
      const known = declared(file, manifest);
      return imports.flatMap((specifier) => {
        const name = packageOf(specifier);
        return name === undefined || known.has(name) ? [] : [`${file} imports ${specifier}`];
      });
    });
    expect(undeclared).toEqual([]);
  });

  it('reaches other packages by name, not by path', () => {
    const crossing = files.flatMap(({ file, imports }) =>
      imports.filter(isRelative).flatMap((specifier) => {
        const target = path.posix.join(path.posix.dirname(file), specifier);
        return target.startsWith(`${dir}/`) ? [] : [`${file} imports ${specifier}`];
      }),
    );
    expect(crossing).toEqual([]);
  });

  it('pins its dependencies, and asks for its siblings at their present version', () => {
    const versions = new Map(workspaces.map((workspace) => [workspace.manifest.name, workspace.manifest.version]));
    const loose = Object.entries(manifest.dependencies ?? {}).filter(
      ([name, range]) => range !== (versions.get(name) ?? range) || !/^\d+\.\d+\.\d+$/.test(range),
    );
    expect(loose).toEqual([]);
  });
});
