#include "crash_guard.h"
#include "restoring.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

static const int watched[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGCONT, SIGTSTP};
enum { WATCHED_COUNT = sizeof watched / sizeof watched[0] };
static struct sigaction before[WATCHED_COUNT];
static int watching;

static atomic_ullong noted;
static atomic_int event = -1;

static int ends_program(int signal_number) {
  return signal_number == SIGINT || signal_number == SIGTERM || signal_number == SIGHUP;
}

static void on_signal(int signal_number) {
  unsigned long long bit = 1ULL << signal_number;
  unsigned long long earlier = atomic_fetch_or(&noted, bit);
  if ((earlier & bit) && ends_program(signal_number)) {
    // Asked twice and the main loop has not looked: it hangs. Give the terminal back and go.
    crash_guard_restore();
    signal(signal_number, SIG_DFL);
    raise(signal_number);
    return;
  }
  int error = errno;
  uint64_t one = 1;
  int fd = atomic_load(&event);
  // Fails only when the counter is full, and then the loop is awake already.
  if (fd >= 0 && write(fd, &one, sizeof one) < 0) errno = error;
  errno = error;
}

void crash_guard_watch(int event_fd) {
  atomic_store(&event, event_fd);
  if (watching) return;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (int index = 0; index < WATCHED_COUNT; index++) sigaction(watched[index], &action, &before[index]);
  watching = 1;
}

void crash_guard_unwatch(void) {
  if (!watching) return;
  for (int index = 0; index < WATCHED_COUNT; index++) sigaction(watched[index], &before[index], NULL);
  watching = 0;
  atomic_store(&event, -1);
}

uint64_t crash_guard_take_signals(void) { return atomic_exchange(&noted, 0); }

static struct sigaction before_hush[2];

static void on_hushed(int signal_number) { (void)signal_number; }

void crash_guard_hush(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  // A handler, not SIG_IGN: the program that is started would inherit that one.
  action.sa_handler = on_hushed;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &before_hush[0]);
  sigaction(SIGQUIT, &action, &before_hush[1]);
}

void crash_guard_unhush(void) {
  sigaction(SIGINT, &before_hush[0], NULL);
  sigaction(SIGQUIT, &before_hush[1], NULL);
}
