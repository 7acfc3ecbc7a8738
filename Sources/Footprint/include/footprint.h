#pragma once

/// Gives the system what a program no longer needs once it has started: freed memory, and code, of which what is run
/// comes back by itself from the system's file cache. Safe while other threads run.
void footprint_hand_back(void);
