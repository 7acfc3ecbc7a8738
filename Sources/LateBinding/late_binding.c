#include "late_binding.h"

#include <dlfcn.h>
#include <stdio.h>

// Opened once and never closed: threads of the library may run to the end. Two that come at the same time both open
// it, which counts the opening twice and does no harm.
static void *opened(struct late_library *library) {
  void *handle = atomic_load_explicit(&library->handle, memory_order_acquire);
  if (handle) return handle;
  handle = dlopen(library->file, RTLD_NOW | RTLD_LOCAL);
  if (handle) atomic_store_explicit(&library->handle, handle, memory_order_release);
  return handle;
}

void *late_function(struct late_library *library, _Atomic(void *) *place, const char *name) {
  void *function = atomic_load_explicit(place, memory_order_acquire);
  if (function) return function;
  void *handle = opened(library);
  if (!handle) return NULL;
  function = dlsym(handle, name);
  atomic_store_explicit(place, function, memory_order_release);
  return function;
}

const char *late_fault(struct late_library *library) {
  static _Thread_local char text[256];
  if (opened(library)) return NULL;
  snprintf(text, sizeof text, "%s is not on this machine: install %s", library->file, library->package);
  return text;
}
