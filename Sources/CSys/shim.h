#pragma once
// What glibc's Swift module leaves out: headers it does not list and functions that hide behind
// feature macros.
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>
#include <wchar.h>

extern int wcwidth(wchar_t c);
extern int posix_openpt(int flags);
extern int grantpt(int fd);
extern int unlockpt(int fd);
extern char *ptsname(int fd);

#include <spawn.h>

extern int pipe2(int ends[2], int flags);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);

/// ioctl is variadic, so Swift does not import it.
static inline int cs_window_size(int fd, struct winsize *size) { return ioctl(fd, TIOCGWINSZ, size); }
static inline int cs_set_window_size(int fd, const struct winsize *size) { return ioctl(fd, TIOCSWINSZ, size); }

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>

extern int pthread_setname_np(pthread_t thread, const char *name);

/// Linux niceness belongs to the thread: the calling one gives way to all others.
static inline int cs_lower_priority(int nice) {
  return setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), nice);
}

#include <stdio.h>

// Mutable C variables, which strict concurrency does not let Swift touch.
static inline FILE *cs_stdout(void) { return stdout; }
static inline FILE *cs_stderr(void) { return stderr; }

// Behind _GNU_SOURCE.
extern int memfd_create(const char *name, unsigned int flags);
extern int dup3(int from, int to, int flags);

/// A file in memory that programs started from here do not see; -1 where there is none.
static inline int cs_memory_file(const char *name) { return memfd_create(name, 1U); }

/// Lets a descriptor stand for what another one stands for; programs started from here do not see it.
static inline int cs_replace(int from, int to) {
  int outcome;
  do outcome = dup3(from, to, 02000000);
  while (outcome < 0 && (errno == EINTR || errno == EBUSY));
  return outcome;
}
