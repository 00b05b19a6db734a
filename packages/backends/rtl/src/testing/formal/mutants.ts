import type { Mutant, Rule } from './proof.ts';

type ByRule = Readonly<Partial<Record<Rule, Mutant>>>;

/** A module whose words end in a register that stops with its reader. */
const registered = (file: string, words: Omit<Mutant, 'file'>): ByRule => ({
  // It goes on although its word was not taken.
  hold: { file, from: 'wire en = !y_tvalid || y_tready;', to: "wire en = 1'b1;" },
  reset: { file, from: /y_tvalid <= 1'b0;/g, to: "y_tvalid <= 1'b1;" },
  free: { file, from: 'wire en = !y_tvalid || y_tready;', to: 'wire en = y_tready;' },
  words: { file, ...words },
});
/** A word leaves with every step. */
const everyStep = { from: /y_tvalid <= step && [^;]*;/g, to: 'y_tvalid <= step;' };
/** A word leaves with every cycle. */
const everyCycle = { from: /y_tvalid <= step;/g, to: "y_tvalid <= 1'b1;" };

const queue = 'finnc_fifo.sv';
const queued: ByRule = {
  hold: { file: queue, from: 'wire pop = y_tvalid && y_tready;', to: 'wire pop = y_tvalid;' },
  reset: { file: queue, from: "held <= '0;", to: "held <= CW'(1);" },
  free: { file: queue, from: 'assign y_tvalid = held != 0;', to: 'assign y_tvalid = held != 0 && y_tready;' },
  words: { file: queue, from: "assign x_tready = held != CW'(DEPTH);", to: "assign x_tready = 1'b1;" },
};
/** A pipeline that starts what it has no credit for loses words at its end. */
const credited = (file: string, spend: string): ByRule => ({
  ...queued,
  words: { file, from: `.spend(${spend})`, to: ".spend(1'b0)" },
});

/** For each module, what each rule has to reject. */
export const mutants: Readonly<Record<string, ByRule>> = {
  finnc_fifo: {
    ...queued,
    order: { file: queue, from: 'assign y_tdata = words[head];', to: 'assign y_tdata = words[tail];' },
  },
  finnc_credit_pipeline: {
    ...queued,
    words: { file: 'finnc_credit_queue.sv', from: "credits <= CW'(DEPTH);", to: "credits <= CW'(DEPTH + 1);" },
    order: { file: queue, from: 'assign y_tdata = words[head];', to: 'assign y_tdata = words[0];' },
  },
  finnc_fork: {
    hold: { file: 'finnc_fork.sv', from: 'wire free0 = !y0_tvalid || y0_tready;', to: "wire free0 = 1'b1;" },
    reset: { file: 'finnc_fork.sv', from: "y1_tvalid <= 1'b0;", to: "y1_tvalid <= 1'b1;" },
    free: { file: 'finnc_fork.sv', from: 'wire free1 = !y1_tvalid || y1_tready;', to: 'wire free1 = y1_tready;' },
    // A word is taken although one branch has no room for it.
    words: { file: 'finnc_fork.sv', from: 'assign x_tready = free0 && free1;', to: 'assign x_tready = free0;' },
    order: { file: 'finnc_fork.sv', from: 'y1_tdata <= x_tdata;', to: 'y1_tdata <= y0_tdata;' },
  },
  finnc_width: registered('finnc_width.sv', everyStep),
  finnc_add: registered('finnc_add.sv', { from: 'en && a_tvalid && b_tvalid', to: 'en && a_tvalid' }),
  finnc_concat: registered('finnc_concat.sv', {
    from: 'assign b_tready = en && !from_a;',
    to: 'assign b_tready = en;',
  }),
  finnc_slice: registered('finnc_slice.sv', everyStep),
  finnc_pad: registered('finnc_pad.sv', { from: 'assign x_tready = en && covered;', to: 'assign x_tready = en;' }),
  finnc_pixel_pad: registered('finnc_pixel_pad.sv', everyCycle),
  finnc_upsample: registered('finnc_upsample.sv', everyCycle),
  finnc_pool: registered('finnc_pool.sv', everyStep),
  finnc_pool_windows: registered('finnc_pool_windows.sv', everyStep),
  finnc_sliding_window: registered('finnc_sliding_window.sv', { from: ' && ahead != 0;', to: ';' }),
  finnc_depth_to_space: registered('finnc_depth_to_space.sv', { from: 'place < coming', to: 'place <= coming' }),
  finnc_label_select: registered('finnc_label_select.sv', everyStep),
  finnc_mvu: credited('finnc_mvu.sv', 'step && ends'),
  finnc_vvau: credited('finnc_vvau.sv', 'step && ends'),
  finnc_thresholding: credited('finnc_thresholding.sv', 'step'),
  finnc_requant: credited('finnc_requant.sv', 'step'),
};
