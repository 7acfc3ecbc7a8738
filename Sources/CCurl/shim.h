#pragma once
#include <curl/curl.h>

static inline const char *cc_version(void) { return curl_version_info(CURLVERSION_NOW)->version; }
