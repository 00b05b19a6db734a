import { defineDiagnostics } from 'finnc/plugin';

export const diagnostics = defineDiagnostics<{ noPowerModel: { op: string } }>({
  noPowerModel: {
    code: 'POWER1',
    severity: 'warning',
    message: ({ op }) => `no power model for '${op}'; the layer is left out of the total`,
    help: ({ op }) => `add power.for(${op}, …) to a plugin`,
    explain:
      "The backend asks every layer the facet 'acme.power'. A layer without an answer costs something all the same, so its line holds null and it is named.",
  },
});
