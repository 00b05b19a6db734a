import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { filesUnder, read, root } from './support/workspace.ts';

interface Block {
  /** A file beside the page, in name only, so that imports resolve from there. */
  readonly fileName: string;
  readonly text: string;
}

/** Code blocks marked `ts` of a page, each a module of its own; blocks marked `ts ignore` are not compiled. */
function blocksOf(page: string): Block[] {
  return [...read(page).matchAll(/^```(ts|typescript)([^\n]*)\n(.*?)^```/gms)]
    .filter(([, , marks = '']) => !/\bignore\b/.test(marks))
    .map((match) => {
      const line = read(page).slice(0, match.index).split('\n').length;
      // Empty lines before it make the compiler's line numbers those of the page.
      const text = `${'\n'.repeat(line)}${match[3] ?? ''}\nexport {};\n`;
      return { fileName: path.join(root, `${page}.line-${line}.ts`), text };
    });
}

const pages = filesUnder('.', ['.md']).filter((page) => !page.startsWith('.changeset/'));
const blocks = pages.flatMap(blocksOf);

it.skipIf(blocks.length === 0)('every TypeScript block of the documentation compiles', () => {
  const texts = new Map(blocks.map(({ fileName, text }) => [fileName, text]));
  const config = ts.parseJsonConfigFileContent(
    ts.readConfigFile(path.join(root, 'tsconfig.base.json'), (file) => ts.sys.readFile(file)).config,
    ts.sys,
    root,
  );
  const options: ts.CompilerOptions = {
    ...config.options,
    noEmit: true,
    composite: false,
    declaration: false,
    declarationMap: false,
    rewriteRelativeImportExtensions: false,
    allowImportingTsExtensions: true,
    noUnusedLocals: false,
  };
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram({
    rootNames: [...texts.keys()],
    options,
    host: {
      ...host,
      fileExists: (file) => texts.has(file) || host.fileExists(file),
      readFile: (file) => texts.get(file) ?? host.readFile(file),
      getSourceFile: (file, version) => {
        const text = texts.get(file);
        return text === undefined ? host.getSourceFile(file, version) : ts.createSourceFile(file, text, version);
      },
    },
  });
  const problems = [...texts.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((problem) => {
      const line = problem.start === undefined ? 0 : (source?.getLineAndCharacterOfPosition(problem.start).line ?? 0);
      const page = path.relative(root, file).replace(/\.line-\d+\.ts$/, '');
      return `${page}:${line + 1} ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')}`;
    });
  });
  expect(problems).toEqual([]);
});

it('links in the documentation lead to files that exist', () => {
  const dead = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)]*)?\)/g)].flatMap(([, target = '']) => {
      const file = path.join(root, path.dirname(page), decodeURI(target));
      return existsSync(file) ? [] : [`${page} links to ${target}`];
    }),
  );
  expect(dead).toEqual([]);
});

it('the reference of ops, layers, passes and diagnostics is current', () => {
  const flags = ['--import', 'tsx', '--conditions=@finnc/source', 'scripts/reference-docs.ts', '--check'];
  const { status, stdout, stderr } = spawnSync(process.execPath, flags, { cwd: root, encoding: 'utf8' });
  expect({ status, stdout }, stderr).toEqual({ status: 0, stdout: '' });
});

it.each(['build', 'run', 'opt', 'explain', 'list', 'doctor', 'simulate'])(
  'the guide names every option of finnc %s',
  (command) => {
    const launcher = path.join(root, 'tools/finnc/bin/finnc.js');
    const { stdout } = spawnSync(process.execPath, [launcher, command, '--help'], { cwd: root, encoding: 'utf8' });
    const options = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option = '']) => option);
    expect(options).toContain('--help');
    const guide = read('docs/guide.md');
    const isMissing = (option: string): boolean => !new RegExp(`${option}(?![\\w-])`).test(guide);
    expect(options.filter(isMissing)).toEqual([]);
  },
);
