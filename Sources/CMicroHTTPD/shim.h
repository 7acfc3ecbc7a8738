#pragma once
#include <microhttpd.h>

static inline const char *cm_version(void) { return MHD_get_version(); }
