// Each call is checked where it is made in Swift; here the value's kind is known by the function's name.
#define CURL_DISABLE_TYPECHECK
#include "CCurl.h"

#include <late_binding.h>
#include <sys/prctl.h>

static struct late_library curl = {"libcurl.so.4", "libcurl4", NULL};

const char *cc_fault(void) { return late_fault(&curl); }

LATE_FUNCTION(curl, curl_version_info_data *, curl_version_info, (CURLversion age), (age))
LATE_FUNCTION(curl, CURLcode, curl_global_init, (long flags), (flags))
LATE_FUNCTION(curl, CURL *, curl_easy_init, (void), ())
LATE_PROCEDURE(curl, curl_easy_cleanup, (CURL * handle), (handle))
LATE_FUNCTION(curl, const char *, curl_easy_strerror, (CURLcode code), (code))
LATE_FUNCTION(curl, CURLM *, curl_multi_init, (void), ())
LATE_FUNCTION(curl, CURLMcode, curl_multi_cleanup, (CURLM * multi), (multi))
LATE_FUNCTION(curl, CURLMcode, curl_multi_add_handle, (CURLM * multi, CURL *handle), (multi, handle))
LATE_FUNCTION(curl, CURLMcode, curl_multi_remove_handle, (CURLM * multi, CURL *handle), (multi, handle))
LATE_FUNCTION(curl, CURLMsg *, curl_multi_info_read, (CURLM * multi, int *left), (multi, left))
LATE_FUNCTION(curl, CURLMcode, curl_multi_perform, (CURLM * multi, int *running), (multi, running))
LATE_FUNCTION(curl, CURLMcode, curl_multi_poll,
              (CURLM * multi, struct curl_waitfd *others, unsigned int count, int milliseconds, int *ready),
              (multi, others, count, milliseconds, ready))
LATE_FUNCTION(curl, CURLMcode, curl_multi_wakeup, (CURLM * multi), (multi))
LATE_FUNCTION(curl, struct curl_slist *, curl_slist_append, (struct curl_slist * list, const char *line), (list, line))
LATE_PROCEDURE(curl, curl_slist_free_all, (struct curl_slist * list), (list))

const char *cc_version(void) {
  curl_version_info_data *information = curl_version_info(CURLVERSION_NOW);
  return information ? information->version : "";
}

// The variadic ones.

typedef CURLcode (*easy_setter)(CURL *, CURLoption, ...);
typedef CURLcode (*easy_getter)(CURL *, CURLINFO, ...);
typedef CURLMcode (*multi_setter)(CURLM *, CURLMoption, ...);

static easy_setter setter(void) {
  static _Atomic(void *) place;
  return (easy_setter)late_function(&curl, &place, "curl_easy_setopt");
}

static easy_getter getter(void) {
  static _Atomic(void *) place;
  return (easy_getter)late_function(&curl, &place, "curl_easy_getinfo");
}

#define SET(value)                \
  easy_setter set = setter();     \
  return set ? set(handle, option, value) : CURLE_FAILED_INIT

CURLcode cc_set_long(CURL *handle, CURLoption option, long value) { SET(value); }
CURLcode cc_set_size(CURL *handle, CURLoption option, curl_off_t value) { SET(value); }
CURLcode cc_set_text(CURL *handle, CURLoption option, const char *value) { SET(value); }
CURLcode cc_set_pointer(CURL *handle, CURLoption option, void *value) { SET(value); }
CURLcode cc_set_list(CURL *handle, CURLoption option, struct curl_slist *value) { SET(value); }
CURLcode cc_set_taker(CURL *handle, CURLoption option, cc_taker taker) { SET(taker); }

CURLcode cc_get_long(CURL *handle, CURLINFO info, long *value) {
  easy_getter get = getter();
  return get ? get(handle, info, value) : CURLE_FAILED_INIT;
}

CURLcode cc_get_pointer(CURL *handle, CURLINFO info, void **value) {
  easy_getter get = getter();
  return get ? get(handle, info, value) : CURLE_FAILED_INIT;
}

CURLMcode cc_multi_set_long(CURLM *handle, CURLMoption option, long value) {
  static _Atomic(void *) place;
  multi_setter set = (multi_setter)late_function(&curl, &place, "curl_multi_setopt");
  return set ? set(handle, option, value) : CURLM_INTERNAL_ERROR;
}

void cc_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }
