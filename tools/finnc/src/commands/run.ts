import { resolve } from 'node:path';
import { loadSimulator, simulator, simulatorFiles, type Simulator } from '@finnc/backend-simulator';
import { checkFeed, feedPort, isInteger, readPort, Registry, type Diagnostic, type Plugin, type Tensor } from '@finnc/ir';
import { compile } from '../compile.ts';
import type { FittedFrames } from '../data/dataset.ts';
import { classNames, parseClasses } from '../data/classes.ts';
import { decide, type Decision } from '../data/decision.ts';
import type { Loaded } from '../data/loaded.ts';
import { normalize, parseNormalize } from '../data/normalize.ts';
import type { Resize } from '../data/resize.ts';
import type { Console } from '../console.ts';
import { driverDiagnostics } from '../diagnostics.ts';
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-code.ts';
import { folderNames, readUserFile, readUserText } from '../files.ts';
import { onlyInput, sourceTensor } from '../given-inputs.ts';
import { dataBeside, nodeGunzip } from '../model-file.ts';
import { marker } from '../output-folder.ts';
import { standardPlugins } from '../standard.ts';
import { decimal } from '../steps/describe.ts';
import { liveLine, printDiagnostics } from '../terminal.ts';
import { loadPlugins, type CommonFlags } from './context.ts';

export interface RunFlags extends CommonFlags {
  readonly input?: string;
  readonly dataset?: string;
  readonly labels?: string;
  readonly decision: Decision;
  readonly limit?: number;
  readonly output?: string;
  readonly json?: boolean;
  readonly resize?: Resize;
  readonly normalize?: string;
  readonly classes?: string;
  readonly check: number;
}
