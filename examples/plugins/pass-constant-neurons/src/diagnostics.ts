import { defineDiagnostics } from 'finnc/plugin';

export const diagnostics = defineDiagnostics<{
  dropped: { dropped: number; neurons: number; kept: number };
}>({
  dropped: {
    code: 'NEURON1',
    severity: 'note',
    message: ({ dropped, neurons, kept }) =>
      `${dropped} of ${neurons} neurons never change and are dropped${kept > 0 ? `; ${kept} more stay, to keep a multiple` : ''}`,
    help: () => 'a smaller layer in training would do the same work',
    explain:
      'The accumulator of a neuron has an exact range, from its weights and the type of its input. If every threshold lies outside it, the output of the neuron is a constant, and what the next layer makes of it is a constant as well.',
  },
});
