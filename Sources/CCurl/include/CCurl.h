#pragma once
// libcurl, opened when the first request is made: thirty other libraries come with it.
#include <curl/curl.h>

/// NULL when the library is there, else what is wrong and how to mend it.
const char *cc_fault(void);

/// Empty where the library is not there.
const char *cc_version(void);

/* Swift sees no variadic function: one plain function for each kind of value. */

typedef size_t (*cc_taker)(char *bytes, size_t size, size_t count, void *context);

CURLcode cc_set_long(CURL *handle, CURLoption option, long value);
CURLcode cc_set_size(CURL *handle, CURLoption option, curl_off_t value);
CURLcode cc_set_text(CURL *handle, CURLoption option, const char *value);
CURLcode cc_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode cc_set_list(CURL *handle, CURLoption option, struct curl_slist *value);
CURLcode cc_set_taker(CURL *handle, CURLoption option, cc_taker taker);
CURLcode cc_get_long(CURL *handle, CURLINFO info, long *value);
CURLcode cc_get_pointer(CURL *handle, CURLINFO info, void **value);
CURLMcode cc_multi_set_long(CURLM *handle, CURLMoption option, long value);

/* The outcome of a message lies in a union. */
static inline CURLcode cc_outcome(const CURLMsg *message) { return message->data.result; }

static inline long cc_auth_none(void) { return (long)CURLAUTH_NONE; }
static inline long cc_global_all(void) { return CURL_GLOBAL_ALL; }

/* The name of the calling thread, as debuggers show it: at most 15 characters. */
void cc_name_thread(const char *name);
