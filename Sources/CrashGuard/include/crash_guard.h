#pragma once
// Gives the terminal back whatever happens: signals that kill, traps, exit() in the middle of things. And tells the
// main loop about signals that only want attention. State is per process: there is one terminal.
#include <stddef.h>
#include <stdint.h>
#include <termios.h>

/// Arms the guard: from now on a crash, a second SIGTERM or exit() first writes `reset` to `fd` and puts back `saved`.
/// Resets longer than 1 KiB are cut. Call from the main thread, whose stack the crash handlers then need not trust.
void crash_guard_arm(int fd, const struct termios *saved, const char *reset, size_t length);

/// The terminal has been given back: nothing more to do. Crash handlers found before arming are put back.
void crash_guard_disarm(void);

/// Notes SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGCONT and SIGTSTP from now on, and writes to the eventfd at each.
void crash_guard_watch(int event_fd);

/// Puts back the handlers from before `crash_guard_watch`.
void crash_guard_unwatch(void);

/// Signals noted since the last call: bit n stands for signal n.
uint64_t crash_guard_take_signals(void);

/// While another program has the terminal: ^C and ^\ are meant for it and do nothing here.
void crash_guard_hush(void);

/// Ends `crash_guard_hush`.
void crash_guard_unhush(void);
