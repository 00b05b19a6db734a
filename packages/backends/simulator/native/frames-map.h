/** Element by element: integers of any storage to codes of another, 16 at a time. */
#ifndef FINNC_FRAMES_MAP_H
#define FINNC_FRAMES_MAP_H

#include "frames-activation.h"

/** Storage of inputs, besides that of values. */
enum { FLOATS = 3, SIGNED_BYTES = 4 };

/** Where vectors of `length` elements lie. */
struct lanes {
  uint8_t *at;
  const int32_t *bases;
  int kind;
  int planes;
  int plane_bytes;
};

enum { LANE_ARGS = 6 };

static struct lanes lanes_of(const struct memory *memory, const int32_t *args) {
  return (struct lanes){memory->space[args[0]] + args[1], memory->data + args[2], args[3], args[4], args[5]};
}

/** Elements i to i + count − 1 of a vector, count ≤ 16; what is behind them is not defined. */
INLINE void get_lanes(const struct lanes *from, const uint8_t *vector, int i, int count, int32_t *values) {
  switch (from->kind) {
    case BYTES: {
      uint8_t bytes[16] = {0};
      if (count == 16) memcpy(bytes, vector + i, 16);
      else memcpy(bytes, vector + i, count);
      for (int k = 0; k < 16; k++) values[k] = bytes[k];
      break;
    }
    case SIGNED_BYTES: {
      int8_t bytes[16] = {0};
      memcpy(bytes, vector + i, count);
      for (int k = 0; k < 16; k++) values[k] = bytes[k];
      break;
    }
    case BITS: {
      for (int k = 0; k < 16; k++) values[k] = 0;
      for (int plane = 0; plane < from->planes; plane++) {
        uint16_t bits;
        memcpy(&bits, vector + plane * from->plane_bytes + (i >> 3), 2);
        for (int k = 0; k < 16; k++) values[k] |= ((bits >> k) & 1) << plane;
      }
      break;
    }
    default:
      if (count == 16) memcpy(values, vector + 4 * i, 64);
      else memcpy(values, vector + 4 * i, 4 * count);
  }
}

/** The storage a vector goes to, as an activation's. */
static struct activation result_of(const struct memory *memory, const int32_t *args, int length) {
  const struct lanes to = lanes_of(memory, args);
  return (struct activation){.rows = length,
                             .kind = to.kind,
                             .planes = to.planes,
                             .plane_bytes = to.plane_bytes,
                             .to = to.at,
                             .bases = to.bases};
}

enum { AFFINE, STEPS, FLOAT_STEPS, REQUANTISE, CHANNELWISE, LOOKUP, COMPARE };

/** Parameters of 16 elements lie one behind the other; those of channels repeat after `period` ≥ 16 elements. */
struct mapping {
  int way;
  int period;
  const int32_t *a, *b;
  /** steps, or the shift of a requantisation. */
  int count;
  int bias;
  int half_even;
  int low, high;
};

/** Arguments of a mapping: way, period, a ptr, b ptr, count, bias, half even, low, high. */
enum { MAPPING_ARGS = 9 };

static struct mapping mapping_of(const struct memory *memory, const int32_t *args) {
  return (struct mapping){args[0], args[1], memory->data + args[2], memory->data + args[3], args[4],
                          args[5], args[6], args[7], args[8]};
}

INLINE int32_t requantised(int64_t product, int shift, int half_even, int64_t low, int64_t high) {
  int64_t code = product >> shift;
  if (half_even && shift > 0) {
    const int64_t half = (int64_t)1 << (shift - 1);
    const int64_t rest = product & (2 * half - 1);
    code += rest > half || (rest == half && (code & 1));
  }
  return (int32_t)(code < low ? low : code > high ? high : code);
}

/** How many thresholds, `pitch` apart, the value reaches; NaN reaches none. */
static int float_count(const float *thresholds, int pitch, int steps, float value) {
  int low = 0;
  for (int left = steps; left > 0;) {
    const int half = left >> 1;
    const int reached = value >= thresholds[pitch * (low + half)];
    low = reached ? low + half + 1 : low;
    left = reached ? left - half - 1 : half;
  }
  return low;
}

static int word_count(const int32_t *thresholds, int pitch, int steps, int32_t value) {
  int low = 0;
  for (int left = steps; left > 0;) {
    const int half = left >> 1;
    const int reached = value >= thresholds[pitch * (low + half)];
    low = reached ? low + half + 1 : low;
    left = reached ? left - half - 1 : half;
  }
  return low;
}

/** 16 values to codes, in place; `at` is the place of the first in the period. */
static void map_block(const struct mapping *m, int at, int32_t *values) {
  const int pitch = m->period + 16;
  switch (m->way) {
    case AFFINE:
      for (int i = 0; i < 16; i++) values[i] = (int32_t)((uint32_t)values[i] * (uint32_t)m->count + (uint32_t)m->bias);
      break;
    case STEPS: {
      const int32_t *t = m->a + at;
      if (m->count > MOST_COMPARED) {
        for (int i = 0; i < 16; i++) values[i] = word_count(t + i, pitch, m->count, values[i]) + m->bias;
        break;
      }
      for (int i = 0; i < 16; i += LANES) {
        const vec x = v_load(values + i);
        vec count = v_all(m->bias);
        for (int k = 0; k < m->count; k++) count = v_count(count, x, v_load(t + k * pitch + i));
        v_store(values + i, count);
      }
      break;
    }
    case FLOAT_STEPS: {
      const float *t = (const float *)m->a + at;
      if (m->count > MOST_COMPARED) {
        float x[16];
        memcpy(x, values, sizeof x);
        for (int i = 0; i < 16; i++) values[i] = float_count(t + i, pitch, m->count, x[i]) + m->bias;
        break;
      }
      for (int i = 0; i < 16; i += LANES) {
        const vec x = v_load(values + i);
        vec count = v_all(m->bias);
        for (int k = 0; k < m->count; k++) count = v_count_floats(count, x, t + k * pitch + i);
        v_store(values + i, count);
      }
      break;
    }
    case REQUANTISE: {
      int64_t factor[16], offset[16];
      memcpy(factor, m->a + 2 * at, sizeof factor);
      memcpy(offset, m->b + 2 * at, sizeof offset);
      for (int i = 0; i < 16; i++)
        values[i] = requantised(values[i] * factor[i] + offset[i], m->count, m->half_even, m->low, m->high) + m->bias;
      break;
    }
    default:
      for (int i = 0; i < 16; i++)
        values[i] = (int32_t)((uint32_t)values[i] * (uint32_t)m->a[at + i] + (uint32_t)m->b[at + i]);
  }
}

/** Bytes by a table of 256. */
static void look_up(const uint8_t *table, const uint8_t *x, int length, uint8_t *y) {
  int i = 0;
#if defined(FRAMES_AVX512) && defined(__AVX512VBMI__)
  const __m512i t0 = v_load(table), t1 = v_load(table + 64), t2 = v_load(table + 128), t3 = v_load(table + 192);
  for (; i + 64 <= length; i += 64) {
    const __m512i codes = v_load(x + i);
    const __m512i low = _mm512_permutex2var_epi8(t0, codes, t1), high = _mm512_permutex2var_epi8(t2, codes, t3);
    v_store(y + i, _mm512_mask_blend_epi8(_mm512_movepi8_mask(codes), low, high));
  }
#endif
  for (; i < length; i++) y[i] = table[x[i]];
}

/** Bits of bytes that reach the byte of their channel. */
static void compare_bytes(const struct mapping *m, const struct activation *result, const uint8_t *x, uint8_t *y) {
  const uint8_t *thresholds = (const uint8_t *)m->a;
  const int length = result->rows;
  int i = 0, at = 0;
#if defined(FRAMES_AVX512)
  for (; i + 64 <= length; i += 64) {
    const uint64_t bits = _mm512_cmpge_epu8_mask(v_load(x + i), v_load(thresholds + at));
    memcpy(y + (i >> 3), &bits, 8);
    at += 64;
    if (at >= m->period) at -= m->period;
  }
#elif defined(FRAMES_AVX2)
  for (; i + 32 <= length; i += 32) {
    const vec bytes = v_load(x + i);
    const uint32_t bits = _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(bytes, v_load(thresholds + at)), bytes));
    memcpy(y + (i >> 3), &bits, 4);
    at += 32;
    if (at >= m->period) at -= m->period;
  }
#endif
  for (; i < length; i += 32) {
    uint32_t bits = 0;
    for (int k = 0; k < 32 && i + k < length; k++) bits |= (uint32_t)(x[i + k] >= thresholds[at + k]) << k;
    memcpy(y + (i >> 3), &bits, 4);
    at += 32;
    if (at >= m->period) at -= m->period;
  }
}

static const int32_t *run_map(const struct memory *memory, const int32_t *args) {
  const int vectors = args[0];
  const int length = args[1];
  const struct lanes from = lanes_of(memory, args + 2);
  const struct activation result = result_of(memory, args + 2 + LANE_ARGS, length);
  const struct mapping mapping = mapping_of(memory, args + 2 + 2 * LANE_ARGS);
  for (int v = 0; v < vectors; v++) {
    const uint8_t *x = from.at + from.bases[v];
    uint8_t *y = result.to + result.bases[v];
    if (mapping.way == LOOKUP) {
      look_up((const uint8_t *)mapping.a, x, length, y);
    } else if (mapping.way == COMPARE) {
      compare_bytes(&mapping, &result, x, y);
    } else {
      for (int i = 0, at = 0; i < length; i += 16) {
        int32_t values[16] __attribute__((aligned(64)));
        get_lanes(&from, x, i, length - i < 16 ? length - i : 16, values);
        map_block(&mapping, at, values);
        if (i + 16 > length)
          for (int k = length - i; k < 16; k++) values[k] = 0;
        put_codes(&result, y, i >> 4, values);
        at += 16;
        if (at >= mapping.period) at -= mapping.period;
      }
    }
  }
  return args + 2 + 2 * LANE_ARGS + MAPPING_ARGS;
}

/** aFactor · a + bFactor · b + constant. */
static const int32_t *run_add(const struct memory *memory, const int32_t *args) {
  const int vectors = args[0];
  const int length = args[1];
  const struct lanes a = lanes_of(memory, args + 2);
  const struct lanes b = lanes_of(memory, args + 2 + LANE_ARGS);
  const struct activation result = result_of(memory, args + 2 + 2 * LANE_ARGS, length);
  const int32_t *factors = args + 2 + 3 * LANE_ARGS;
  const uint32_t a_factor = (uint32_t)factors[0], b_factor = (uint32_t)factors[1], constant = (uint32_t)factors[2];
  const vec x_factor = v_all((int32_t)a_factor), y_factor = v_all((int32_t)b_factor), summand = v_all((int32_t)constant);
  const int areBytes = a.kind == BYTES && b.kind == BYTES && result.kind == BYTES;
  for (int v = 0; v < vectors; v++) {
    int i = 0;
    if (areBytes)
      for (; i + 16 <= length; i += LANES) {
        const vec x = v_mul(v_get_bytes(a.at + a.bases[v] + i), x_factor);
        const vec y = v_mul(v_get_bytes(b.at + b.bases[v] + i), y_factor);
        v_put_bytes(result.to + result.bases[v] + i, v_add(v_add(x, y), summand));
      }
    // Whole blocks again, where the last is not.
    for (i &= ~15; i < length; i += 16) {
      const int count = length - i < 16 ? length - i : 16;
      int32_t x[16] __attribute__((aligned(64))), y[16];
      get_lanes(&a, a.at + a.bases[v], i, count, x);
      get_lanes(&b, b.at + b.bases[v], i, count, y);
      for (int k = 0; k < 16; k++) x[k] = (int32_t)(a_factor * (uint32_t)x[k] + b_factor * (uint32_t)y[k] + constant);
      for (int k = count; k < 16; k++) x[k] = 0;
      put_codes(&result, result.to + result.bases[v], i >> 4, x);
    }
  }
  return factors + 3;
}

#endif
