/*
 * The tiles of one way for words to meet; included once for each, with MAC and TILES defined. With LANEWISE, lanes of a
 * vector have words of their own, 16 for each block.
 */
#define TILE_NAME_(set, shape) set##_##shape
#define TILE_NAME(set, shape) TILE_NAME_(set, shape)
#ifdef LANEWISE
#define MAC_STEP(p, b) sum##p##b = MAC(sum##p##b, v_load(from##p + b * 4 * LANES), w##b);
#define MAC_STEPS(p, parts) parts(MAC_STEP, p)
#else
#define MAC_STEP(p, b) sum##p##b = MAC(sum##p##b, word##p, w##b);
#define MAC_STEPS(p, parts)                \
  const vec word##p = v_word(from##p);     \
  from##p += 4;                            \
  parts(MAC_STEP, p)
#endif
#if TILE_PARTS == 4
DEFINE_TILE(TILE_NAME(TILES, many), 4, 4, 0, MAC_STEPS)
#elif TILE_PARTS == 2
DEFINE_TILE(TILE_NAME(TILES, many), 4, 2, 0, MAC_STEPS)
#else
DEFINE_TILE(TILE_NAME(TILES, many), 4, 1, 1, MAC_STEPS)
#endif
DEFINE_TILE(TILE_NAME(TILES, column), 4, 1, 1, MAC_STEPS)
#if SINGLE_PARTS == 8
DEFINE_TILE(TILE_NAME(TILES, row), 1, 8, 0, MAC_STEPS)
#else
DEFINE_TILE(TILE_NAME(TILES, row), 1, 4, 0, MAC_STEPS)
#endif
DEFINE_TILE(TILE_NAME(TILES, one), 1, 1, 1, MAC_STEPS)
static const struct tiles TILES = {TILE_NAME(TILES, many), TILE_NAME(TILES, column), TILE_NAME(TILES, row),
                                   TILE_NAME(TILES, one)};
#undef MAC_STEPS
#undef MAC_STEP
#undef TILE_NAME
#undef TILE_NAME_
#undef MAC
#undef TILES
#undef LANEWISE
