import { type Finding, lineAt } from './finding.ts';
import { closing } from './strip.ts';

interface Call {
  readonly index: number;
  readonly args: readonly string[];
}

/** Splits at commas outside brackets. */
function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if ('(<{['.includes(text[i] ?? ' ')) i = closing(text, i) - 1;
    else if (text[i] === ',') {
      parts.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  const last = text.slice(from).trim();
  return last === '' && parts.length === 0 ? [] : [...parts, last];
}

/** `name<...>(a, b)` as a call, or undefined for anything else. */
function parseCall(statement: string, index: number): Call | undefined {
  const name = /^[A-Za-z_][\w:]*\s*/.exec(statement);
  if (!name) return undefined;
  let at = name[0].length;
  if (statement[at] === '<') at = closing(statement, at);
  while (statement[at] === ' ') at++;
  if (statement[at] !== '(' || closing(statement, at) !== statement.length) return undefined;
  return { index, args: splitArguments(statement.slice(at + 1, -1)) };
}

const escape = (name: string): string => name.replace(/[^\w]/g, '\\$&');

/**
 * The dataflow rules for the top function `name` in stripped text: only stream declarations and calls on plain names,
 * each stream written by one call and read by one later call, a depth of at least 2 on each, ports with interfaces,
 * AXI4-Stream data of whole bytes, wide words announced to the vendor's header.
 */
export function lintTop(code: string, name: string): Finding[] {
  const findings: Finding[] = [];
  const report = (rule: string, index: number, message: string): void =>
    void findings.push({ rule, line: lineAt(code, index), message });

  const head = new RegExp(`\\bvoid\\s+${escape(name)}\\s*\\(`).exec(code);
  const brace = head ? code.indexOf('{', closing(code, head.index + head[0].length - 1)) : -1;
  if (!head || brace === -1) return [{ rule: 'top-function', line: 1, message: `no definition of void ${name}(...)` }];
  const parameters = splitArguments(
    code.slice(head.index + head[0].length, closing(code, head.index + head[0].length - 1) - 1),
  );
  const body = code.slice(brace + 1, closing(code, brace) - 1);
  const has = (pragma: RegExp): boolean => pragma.test(body);
  if (!has(/#pragma HLS DATAFLOW\b/)) report('dataflow', head.index, 'no DATAFLOW pragma');

  const withoutPragmas = body.replace(/#[^\n]*/g, (line) => ' '.repeat(line.length));
  const streams: { name: string; index: number }[] = [];
  const calls: Call[] = [];
  for (const match of withoutPragmas.matchAll(/[^;]+/g)) {
    const statement = match[0].trim();
    const index = brace + 1 + match.index + match[0].search(/\S/);
    if (statement === '') continue;
    const stream = /^hls::stream<.*>\s*(\w+)\s*(\(\s*"\s*"\s*\))?$/s.exec(statement);
    const call = parseCall(statement, index);
    if (stream) streams.push({ name: stream[1] ?? '', index });
    else if (call && !/^(if|for|while|switch|return)\b/.test(statement)) calls.push(call);
    else report('canonical-dataflow', index, `'${statement.replace(/\n[^]*/, '')}' is neither a stream nor a call`);
  }
  for (const call of calls)
    for (const argument of call.args)
      if (!/^[A-Za-z_]\w*$/.test(argument)) {
        report(
          'canonical-dataflow',
          call.index,
          `'${argument}' is computed in an argument; that makes a hidden process`,
        );
      }

  for (const stream of streams) {
    const uses = calls.flatMap((call) => call.args.flatMap((argument, i) => (argument === stream.name ? [i] : [])));
    if (uses.length !== 2) report('stream-ends', stream.index, `stream ${stream.name} has ${uses.length} ends, not 2`);
    else if (uses[0] === 0) report('stream-order', stream.index, `stream ${stream.name} is read before it is written`);
    const depth = new RegExp(`#pragma HLS STREAM variable\\s*=\\s*${stream.name}\\s+depth\\s*=\\s*(\\d+)`).exec(body);
    if (Number(depth?.[1] ?? 0) < 2)
      report('stream-depth', stream.index, `stream ${stream.name} has no depth of 2 or more`);
  }

  const handshakeFree = has(/#pragma HLS INTERFACE\s+(?:mode\s*=\s*)?ap_ctrl_none port\s*=\s*return\b/);
  if (!handshakeFree && !has(/#pragma HLS INTERFACE\s+(?:mode\s*=\s*)?s_axilite port\s*=\s*return\b/)) {
    report('port-interface', head.index, 'return has neither s_axilite nor ap_ctrl_none');
  }
  for (const parameter of parameters) {
    const port = /(\w+)\s*$/.exec(parameter)?.[1] ?? '';
    const mode = parameter.includes('hls::stream') ? 'axis' : 's_axilite';
    if (!has(new RegExp(`#pragma HLS INTERFACE\\s+(?:mode\\s*=\\s*)?${mode} port\\s*=\\s*${escape(port)}\\b`))) {
      report('port-interface', head.index, `${port} has no ${mode} INTERFACE`);
    }
    if (mode === 's_axilite' && handshakeFree)
      report('port-interface', head.index, `scalar ${port} beside ap_ctrl_none`);
    const bits = /\bap_axi[us]<\s*(\d+)/.exec(parameter)?.[1];
    if (bits !== undefined && Number(bits) % 8 !== 0) report('whole-bytes', head.index, `${port} has ${bits} bits`);
  }

  const widest = Math.max(0, ...[...code.matchAll(/\bap_u?int<\s*(\d+)\s*>/g)].map((match) => Number(match[1])));
  const announced = Number(/#\s*define\s+AP_INT_MAX_W\s+(\d+)/.exec(code)?.[1] ?? 1024);
  if (widest > announced)
    report('widest-word', head.index, `${widest} bits without '#define AP_INT_MAX_W' before the includes`);
  return findings;
}
