#include "crash_guard.h"
#include "restoring.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Everything a handler reads is set before `armed` and only then.
static atomic_int armed;
static int tty = -1;
static struct termios saved_modes;
static char reset_text[1024];
static size_t reset_length;

static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGQUIT};
enum { FATAL_COUNT = sizeof fatal / sizeof fatal[0] };
static struct sigaction before[FATAL_COUNT];
static int handlers_installed;

// A handler for a stack overflow cannot run on the stack that overflowed. Swift's own crash handler may run on it
// after ours, hence the size.
static char spare_stack[128 * 1024];

void crash_guard_restore(void) {
  if (!atomic_exchange(&armed, 0)) return;
  int error = errno;
  size_t done = 0;
  while (done < reset_length) {
    ssize_t count = write(tty, reset_text + done, reset_length - done);
    if (count <= 0) break;
    done += (size_t)count;
  }
  tcsetattr(tty, TCSANOW, &saved_modes);
  errno = error;
}

static void put_back_handlers(void) {
  for (int index = 0; index < FATAL_COUNT; index++) sigaction(fatal[index], &before[index], NULL);
  handlers_installed = 0;
}

static void on_fatal(int signal_number, siginfo_t *info, void *context) {
  crash_guard_restore();
  put_back_handlers();
  // A fault happens again on return and then finds the handler from before, which may print a backtrace.
  if (info->si_code > 0) return;
  // One that was sent does not: hand it on now, then die of it.
  for (int index = 0; index < FATAL_COUNT; index++) {
    if (fatal[index] != signal_number) continue;
    if ((before[index].sa_flags & SA_SIGINFO) && before[index].sa_sigaction) {
      before[index].sa_sigaction(signal_number, info, context);
    } else if (before[index].sa_handler == SIG_IGN) {
      return;
    } else if (before[index].sa_handler != SIG_DFL) {
      before[index].sa_handler(signal_number);
    }
  }
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

static void install_handlers(void) {
  if (handlers_installed) return;
  stack_t current;
  if (sigaltstack(NULL, &current) == 0 && ((current.ss_flags & SS_DISABLE) || current.ss_size < sizeof spare_stack)) {
    stack_t spare = {.ss_sp = spare_stack, .ss_size = sizeof spare_stack};
    sigaltstack(&spare, NULL);
  }
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_fatal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (int index = 0; index < FATAL_COUNT; index++) sigaction(fatal[index], &action, &before[index]);
  handlers_installed = 1;
}

void crash_guard_arm(int fd, const struct termios *saved, const char *reset, size_t length) {
  static atomic_int registered;
  atomic_store(&armed, 0);
  tty = fd;
  saved_modes = *saved;
  reset_length = length < sizeof reset_text ? length : sizeof reset_text;
  memcpy(reset_text, reset, reset_length);
  install_handlers();
  if (!atomic_exchange(&registered, 1)) atexit(crash_guard_restore);
  atomic_store(&armed, 1);
}

void crash_guard_disarm(void) {
  atomic_store(&armed, 0);
  if (handlers_installed) put_back_handlers();
}
