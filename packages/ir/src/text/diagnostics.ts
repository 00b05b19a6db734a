import { defineDiagnostics } from '../diagnostic/index.ts';

const list = (names: readonly string[]): string => names.join(', ') || 'none';
const guess = (word: string | undefined): string | undefined =>
  word === undefined ? undefined : `did you mean '${word}'?`;

/** What can be wrong with a `.fnir` text; every one carries `file:line:column`. */
export const fnirDiagnostics = defineDiagnostics<{
  version: { found: string };
  syntax: { expected: string; found: string };
  unknownOp: { op: string; near: string | undefined };
  unknownType: { type: string };
  undefinedValue: { value: string; near: string | undefined };
  redefinition: { value: string; line: number };
  operandCount: { op: string; wants: readonly string[]; found: number };
  notConstant: { op: string; operand: string };
  missingAttribute: { op: string; attribute: string; describe: string };
  badAttribute: { op: string; attribute: string; found: string; describe: string };
  unknownAttribute: { op: string; attribute: string; known: readonly string[]; near: string | undefined };
  doesNotFit: { op: string; reason: string };
  resultCount: { op: string; wants: readonly string[]; found: number };
  constantSize: { type: string; wants: number; found: number };
  constantValue: { type: string; value: string };
  missingData: { hash: string; type: string };
  otherData: { hash: string; type: string; found: string };
  port: { reason: string };
  duplicateNode: { name: string };
}>({
  version: {
    code: 'FINNC1010',
    severity: 'error',
    message: ({ found }) => `this is fnir ${found}; this finnc reads fnir 1`,
    help: () => 'read it with the release of finnc that wrote it, or print the graph again from its source model',
    explain:
      'The first line of a .fnir file names the version of the format. A reader refuses versions it does not know instead of guessing.',
  },
  syntax: {
    code: 'FINNC1011',
    severity: 'error',
    message: ({ expected, found }) => `expected ${expected}, found ${found}`,
    help: () => 'docs/fnir.md has the grammar',
    explain:
      'The text does not follow the grammar of .fnir. Reading continues with the next line, so several mistakes are reported at once.',
  },
  unknownOp: {
    code: 'FINNC1012',
    severity: 'error',
    message: ({ op }) => `unknown op '${op}'`,
    help: ({ near }) => guess(near) ?? 'load the plugin that brings it, or see `finnc list ops`',
    explain: 'Ops come from the loaded plugins. A graph written with a plugin can only be read with it.',
  },
  unknownType: {
    code: 'FINNC1013',
    severity: 'error',
    message: ({ type }) => `unknown type '${type}'`,
    help: () =>
      'types are int1…int64, uint1…uint64, bipolar, ternary, fixed<bits,fraction> and float32, then a shape: int8[1,3]',
    explain: 'A type is a value set followed by a shape in brackets.',
  },
  undefinedValue: {
    code: 'FINNC1014',
    severity: 'error',
    message: ({ value }) => `${value} is not defined above`,
    help: ({ near }) => guess(near) ?? 'values are defined before they are read',
    explain: 'Every value is a graph input, a constant, or the result of a node that stands above its reader.',
  },
  redefinition: {
    code: 'FINNC1015',
    severity: 'error',
    message: ({ value, line }) => `${value} is already defined on line ${line}`,
    help: () => 'give one of the two another name',
    explain: 'A value is defined once. Names that the source model gave twice are written with a `name` line.',
  },
  operandCount: {
    code: 'FINNC1016',
    severity: 'error',
    message: ({ op, wants, found }) => `${op} has ${wants.length} operand(s), here it gets ${found}`,
    help: ({ wants }) => `its operands, in order: ${list(wants)}`,
    explain: 'Operands stand in the order in which the op declares them; none may be left out.',
  },
  notConstant: {
    code: 'FINNC1017',
    severity: 'error',
    message: ({ op, operand }) => `operand '${operand}' of ${op} must be a constant`,
    help: () => 'define it with `const`',
    explain: 'Some operands, such as thresholds and scales, must be known when the graph is compiled.',
  },
  missingAttribute: {
    code: 'FINNC1018',
    severity: 'error',
    message: ({ op, attribute }) => `${op} needs attribute '${attribute}'`,
    help: ({ attribute, describe }) => `write {${attribute} = …}, ${describe}`,
    explain: 'Attributes without a default must be given.',
  },
  badAttribute: {
    code: 'FINNC1019',
    severity: 'error',
    message: ({ op, attribute, found }) => `attribute '${attribute}' of ${op} is '${found}'`,
    help: ({ describe }) => `it wants: ${describe}`,
    explain: 'The text of the attribute is not a value of its type, or lies outside its range.',
  },
  unknownAttribute: {
    code: 'FINNC1020',
    severity: 'error',
    message: ({ op, attribute }) => `${op} has no attribute '${attribute}'`,
    help: ({ near, known }) => guess(near) ?? `its attributes: ${list(known)}`,
    explain: 'Attributes are those the op declares; a misspelt one is refused instead of ignored.',
  },
  doesNotFit: {
    code: 'FINNC1021',
    severity: 'error',
    message: ({ op, reason }) => `${op} does not fit its operands: ${reason}`,
    help: () => 'change the operands or the attributes so that they agree',
    explain: 'The op itself checks shapes and attributes against each other and gave this reason.',
  },
  resultCount: {
    code: 'FINNC1022',
    severity: 'error',
    message: ({ op, wants, found }) => `${op} has ${wants.length} result(s), here ${found} are named`,
    help: ({ wants }) => `its results, in order: ${list(wants)}`,
    explain: 'Every result of a node gets a name, whether it is read or not.',
  },
  constantSize: {
    code: 'FINNC1023',
    severity: 'error',
    message: ({ type, wants, found }) => `${type} holds ${wants} value(s), here are ${found}`,
    help: () => 'write as many values as the shape has elements, or change the shape',
    explain: 'The values of a constant are written row by row in one list, as many as the shape says.',
  },
  constantValue: {
    code: 'FINNC1024',
    severity: 'error',
    message: ({ type, value }) => `${value} is not a value of ${type}`,
    help: () => 'write a value of the type, or choose a wider type',
    explain: 'Constants of integer and fixed-point types are checked against their value set.',
  },
  missingData: {
    code: 'FINNC1025',
    severity: 'error',
    message: ({ hash, type }) => `no data for constant @${hash} (${type})`,
    help: () => 'keep the .npz that was written beside the .fnir next to it, under the same name',
    explain:
      'Constants above 64 elements are written as a fingerprint; their values travel in an .npz beside the text.',
  },
  otherData: {
    code: 'FINNC1026',
    severity: 'error',
    message: ({ hash, found, type }) => `the data for constant @${hash} is ${found}, not ${type} with that fingerprint`,
    help: () => 'the .npz belongs to another .fnir, or one of the two was edited; print both again',
    explain:
      'The fingerprint of a constant covers its type and every value, so text and data of different graphs are told apart.',
  },
  port: {
    code: 'FINNC1027',
    severity: 'error',
    message: ({ reason }) => reason,
    help: () => 'correct the words behind the input or output; docs/fnir.md describes them',
    explain: 'The description of how a graph input or output relates to the source model contradicts its type.',
  },
  duplicateNode: {
    code: 'FINNC1028',
    severity: 'error',
    message: ({ name }) => `two nodes are named '${name}'`,
    help: () => 'nodes without `as` are named after their op and a running number; give this one another name',
    explain: 'Reports and folding files find layers by name, so the name of a node is unique in its graph.',
  },
});
