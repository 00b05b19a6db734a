import type { Board } from '../device.ts';
import { kv260 } from './kv260.ts';
import { pynqZ1 } from './pynq-z1.ts';
import { pynqZ2 } from './pynq-z2.ts';
import { rfsoc2x2 } from './rfsoc2x2.ts';
import { rfsoc4x2 } from './rfsoc4x2.ts';
import { u200 } from './u200.ts';
import { u250 } from './u250.ts';
import { u280 } from './u280.ts';
import { u50 } from './u50.ts';
import { u55c } from './u55c.ts';
import { ultra96 } from './ultra96.ts';
import { ultra96V2 } from './ultra96-v2.ts';
import { vck190 } from './vck190.ts';
import { zc706 } from './zc706.ts';
import { zcu102 } from './zcu102.ts';
import { zcu104 } from './zcu104.ts';
import { zcu111 } from './zcu111.ts';
import { zu19eg } from './zu19eg.ts';

/** The boards that finnc ships; a plugin adds more. */
export const boards: readonly Board[] = Object.freeze([
  zc706,
  pynqZ1,
  pynqZ2,
  ultra96,
  ultra96V2,
  zcu102,
  zcu104,
  zcu111,
  rfsoc2x2,
  rfsoc4x2,
  kv260,
  zu19eg,
  u50,
  u200,
  u250,
  u280,
  u55c,
  vck190,
]);
