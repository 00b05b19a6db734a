import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const full = '/dev/full';

it.skipIf(!existsSync(full))(
  'says that the output could not be written, once and without a trace',
  () => {
    const stdout = openSync(full, 'w');
    try {
      const cli = ['--import', 'tsx', '--conditions=@finnc/source', join(import.meta.dirname, 'cli.ts')];
      const { status, stderr } = spawnSync(process.execPath, [...cli, 'list', 'boards'], {
        stdio: ['ignore', stdout, 'pipe'],
        encoding: 'utf8',
      });
      expect(stderr).toBe(
        'error FINNC5706: cannot write the standard output: no space is left\n  help  free some space, or send the output elsewhere\n',
      );
      expect(status).toBe(2);
    } finally {
      closeSync(stdout);
    }
  },
  30_000,
);
