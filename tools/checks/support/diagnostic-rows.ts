import ts from 'typescript';

/** One row of a diagnostics table as it stands in the source. */
export interface DiagnosticRow {
  readonly name: string;
  readonly severity: string | undefined;
  readonly properties: ReadonlySet<string>;
}

/** Rows of every `defineDiagnostics({ … })` in a file that are written as object literals. */
export function diagnosticRows(text: string): DiagnosticRow[] {
  const rows: DiagnosticRow[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'defineDiagnostics') {
      const [table] = node.arguments;
      if (table && ts.isObjectLiteralExpression(table)) rows.push(...table.properties.flatMap(rowOf));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('table.ts', text, ts.ScriptTarget.ES2022));
  return rows;
}

function rowOf(property: ts.ObjectLiteralElementLike): DiagnosticRow[] {
  if (!ts.isPropertyAssignment(property) || !ts.isObjectLiteralExpression(property.initializer)) return [];
  const { properties } = property.initializer;
  // A spread may bring anything, so such a row is left to the check of the table's values.
  if (properties.some(ts.isSpreadAssignment)) return [];
  const severity = properties
    .filter(ts.isPropertyAssignment)
    .find((entry) => nameOf(entry) === 'severity')?.initializer;
  return [
    {
      name: nameOf(property),
      severity: severity && ts.isStringLiteral(severity) ? severity.text : undefined,
      properties: new Set(properties.map(nameOf)),
    },
  ];
}

const nameOf = ({ name }: ts.ObjectLiteralElementLike): string =>
  name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : '';
