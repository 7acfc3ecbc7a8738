#pragma once
#include <curl/curl.h>
#include <sys/prctl.h>

static inline const char *cc_version(void) { return curl_version_info(CURLVERSION_NOW)->version; }

/* Swift sees no variadic function: one plain function for each kind of value. */

static inline CURLcode cc_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode cc_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode cc_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode cc_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode cc_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}

typedef size_t (*cc_taker)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode cc_set_taker(CURL *handle, CURLoption option, cc_taker taker) {
  return curl_easy_setopt(handle, option, taker);
}

static inline CURLcode cc_get_long(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode cc_get_pointer(CURL *handle, CURLINFO info, void **value) {
  return curl_easy_getinfo(handle, info, value);
}

static inline CURLMcode cc_multi_set_long(CURLM *handle, CURLMoption option, long value) {
  return curl_multi_setopt(handle, option, value);
}

/* The outcome of a message lies in a union. */
static inline CURLcode cc_outcome(const CURLMsg *message) { return message->data.result; }

static inline long cc_auth_none(void) { return (long)CURLAUTH_NONE; }
static inline long cc_global_all(void) { return CURL_GLOBAL_ALL; }

/* The name of the calling thread, as debuggers show it: at most 15 characters. */
static inline void cc_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }
