import { defineBoard, resources } from '@finnc/ir/hw';
import { describe, expect, it } from 'vitest';
import { Builder, chain, contextFor, dense, denseFacets, fifoFacets, smallBoard } from './fixture.test.support.ts';
import { decimal, duration, grouped, percent } from './numbers.ts';
import { reportModel } from './model.ts';
import { sourcesText } from './sources.ts';
import { reportTable } from './table.ts';

const facets = [...denseFacets, ...fifoFacets];

describe('reportTable', () => {
  it('aligns numbers to the right, marks the bottleneck, gathers plumbing and ends with the verdict', () => {
    expect(reportTable(reportModel(chain(), contextFor(facets)))).toBe(
      [
        'Layer              PE  SIMD  Cycles    LUT  BRAM18  DSP',
        '-------------------------------------------------------',
        'MVAU_0              1     2     128  2,000       1    1  <- bottleneck',
        'MVAU_1              2     2      64  4,000       1    2',
        '1 x StreamingFIFO                       40       0    0',
        '-------------------------------------------------------',
        'Total                                6,040       2    3',
        '',
        'bottleneck  MVAU_0, 128 cycles a frame',
        'rate        1,562,500 FPS',
        'latency     960 ns, 192 cycles',
        'clock       200 MHz',
        'Testboard   LUT 60.4 %, BRAM18 25.0 %, DSP 15.0 %',
        'shell       not counted: DMA and interconnect, whose size on this board is not known',
        'verdict     fits',
        '',
      ].join('\n'),
    );
  });

  it('says what it does not know', () => {
    const build = new Builder();
    const text = reportTable(reportModel(build.done(build.join(build.x, build.x, 'Add_0')), contextFor([])));
    expect(text).toContain('Add_0                 ?    ?       ?    ?');
    expect(text).toContain('rate        unknown, since no layer has cycles');
    expect(text).toContain('verdict     fits (not counting Add_0)');
  });

  it('shows a resource that the device does not have at all, and does not fit', () => {
    const build = new Builder();
    const big = resources.for(dense, () => ({ lut: 1, bram18: 9, uram: 2, dsp: 0, source: 'x', error: 'y' }));
    const graph = build.done(build.dense(build.x, 'MVAU_0', 1, 1));
    const cx = contextFor([big, ...denseFacets.filter(({ facet }) => facet !== resources.id)]);
    const text = reportTable(reportModel(graph, cx));
    expect(text).toContain('BRAM18  URAM  DSP');
    expect(text).toContain('Testboard   LUT <0.1 %, BRAM18 112.5 %, URAM 2, has none, DSP 0.0 %');
    expect(text).toContain('verdict     does not fit');
  });

  it('says what surrounds the layers where that is known, and nothing where it is taken off already', () => {
    const shell = { lut: 9168, bram18: 12, uram: 0, dsp: 0, source: 'a published design', error: 'none' };
    const model = reportModel(chain(), contextFor(facets, defineBoard({ ...smallBoard, shell })));
    expect(reportTable(model)).toContain(
      'shell       not counted: DMA and interconnect, about 9,168 LUT and 12 BRAM18 more',
    );
    expect(sourcesText(model)).toContain('shell, not counted\n    resources: a published design; error: none');
    const device = { ...smallBoard.device, usable: [smallBoard.device.chip] };
    const reserved = reportModel(chain(), contextFor(facets, defineBoard({ ...smallBoard, device })));
    expect(reserved.shell).toEqual({ counted: 'reserved' });
    expect(reportTable(reserved)).not.toContain('shell');
  });

  it('paints without moving a column', () => {
    const model = reportModel(chain(), contextFor(facets));
    const painted = reportTable(model, (style, text) => `<${style}>${text}</${style}>`);
    expect(painted).toContain(
      '<bottleneck>MVAU_0              1     2     128  2,000       1    1  <- bottleneck</bottleneck>',
    );
    expect(painted).toContain('<good>fits</good>');
    expect(painted.replaceAll(/<\/?[a-z]+>/g, '')).toBe(reportTable(model));
  });
});

it.each([
  [grouped(1_234_567), '1,234,567'],
  [grouped(12.2), '13'],
  [decimal(12_345.6), '12,346'],
  [decimal(12.34), '12.3'],
  [decimal(0.012_34), '0.0123'],
  [percent(0), '0.0 %'],
  [percent(0.01), '<0.1 %'],
  [duration(960), '960 ns'],
  [duration(12_345), '12.3 us'],
  [duration(4_560_000), '4.56 ms'],
  [duration(2.5e9), '2.5 s'],
])('a number shows as %s', (shown, expected) => {
  expect(shown).toBe(expected);
});
