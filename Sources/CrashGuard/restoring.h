#pragma once

/// Writes the reset and puts back the terminal's modes, once. Safe in signal handlers.
void crash_guard_restore(void);
