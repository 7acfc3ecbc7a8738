#pragma once
#include <zlib.h>

// The init functions are macros over versioned entry points, which Swift does not import.
static inline int cz_inflate_init_gzip(z_stream *s) { return inflateInit2(s, 15 + 32); }
static inline int cz_deflate_init(z_stream *s, int level) { return deflateInit(s, level); }
