#pragma once
// Functions of a shared library that is opened when the first of them is called: a program that seldom needs a library
// with many others behind it starts faster without it, and keeps less memory.
#include <stdatomic.h>
#include <stddef.h>

struct late_library {
  /// As the dynamic linker knows it.
  const char *file;
  /// The Debian package that has it, for the message.
  const char *package;
  _Atomic(void *) handle;
};

/// The address of a function, looked up once and kept in `place`; NULL where library or function is missing.
void *late_function(struct late_library *library, _Atomic(void *) *place, const char *name);

/// Opens the library. NULL when it is there, else what is wrong and how to mend it, to be read until the next call.
const char *late_fault(struct late_library *library);

/// Defines a function that goes on to the library's. Without the library it does nothing and returns zero. Hidden, so
/// that the library itself never takes ours for its own.
#define LATE_FUNCTION(library, result, name, parameters, arguments)                                    \
  __attribute__((visibility("hidden"))) result name parameters {                                       \
    static _Atomic(void *) place;                                                                      \
    result(*function) parameters = (result(*) parameters)late_function(&(library), &place, #name);     \
    return function ? function arguments : (result)0;                                                  \
  }

#define LATE_PROCEDURE(library, name, parameters, arguments)                                           \
  __attribute__((visibility("hidden"))) void name parameters {                                         \
    static _Atomic(void *) place;                                                                      \
    void(*function) parameters = (void(*) parameters)late_function(&(library), &place, #name);         \
    if (function) function arguments;                                                                  \
  }
