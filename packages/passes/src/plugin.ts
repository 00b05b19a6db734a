import { definePlugin } from '@finnc/ir';
import { tidyUp } from './cleanup/tidy-up.ts';
import { passDiagnostics } from './diagnostics.ts';
import { fold } from './fold/fold.ts';
import { signPadding } from './fold/sign-padding.ts';
import { appendArgmax } from './lower/append-argmax.ts';
import { convertToHw } from './lower/convert-to-hw.ts';
import { narrow } from './narrow/narrow.ts';
import { stuckChannels } from './narrow/stuck-channels.ts';
import { partitionHost } from './partition/partition-host.ts';
import { streamline } from './streamline/streamline.ts';
import { insertStreams } from './stream/insert-streams.ts';

export const passes = definePlugin({
  name: '@finnc/passes',
  passes: [
    tidyUp,
    appendArgmax,
    streamline,
    partitionHost,
    narrow,
    stuckChannels,
    convertToHw,
    fold,
    signPadding,
    insertStreams,
  ],
  diagnostics: [passDiagnostics],
});
