#pragma once
#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#define NCURSES_WIDECHAR 1
#include <locale.h>
#include <ncurses.h>
#include <stdio.h>
#include <term.h>
#include <wchar.h>

// Attribute macros are casts, and the screen globals are mutable C variables: Swift imports neither.
static const attr_t NC_NORMAL = WA_NORMAL;
static const attr_t NC_BOLD = WA_BOLD;
static const attr_t NC_DIM = WA_DIM;
static const attr_t NC_REVERSE = WA_REVERSE;
static const attr_t NC_UNDERLINE = WA_UNDERLINE;
static const attr_t NC_ITALIC = WA_ITALIC;

static inline WINDOW *nc_stdscr(void) { return stdscr; }
static inline int nc_colors(void) { return COLORS; }
static inline int nc_color_pairs(void) { return COLOR_PAIRS; }

/// One cell: up to CCHARW_MAX code points, attributes, colour pair (pairs past 32767 go through opts).
static inline int nc_cell(cchar_t *cell, const wchar_t *text, attr_t attributes, int pair) {
  return setcchar(cell, text, attributes, 0, &pair);
}

/// What the screen is cleared to: blanks in a colour pair.
static inline void nc_clear_to(int pair) {
  cchar_t blank;
  setcchar(&blank, L" ", WA_NORMAL, 0, &pair);
  wbkgrndset(stdscr, &blank);
  clearok(stdscr, TRUE);
}

/// Whether the terminal database knows a terminal on which text can be placed:
/// 1 yes, 0 it is known but too simple, -1 it is not known.
static inline int nc_can_place_text(const char *term, int fd) {
  int outcome = 0;
  if (setupterm(term, fd, &outcome) != OK) return outcome == 1 ? 0 : -1;
  char *place = tigetstr("cup");
  int can = place != NULL && place != (char *)-1;
  del_curterm(cur_term);
  return can;
}

/// What the terminal database says of a terminal; nothing is written to it.
typedef struct {
  int can_place_text, colors, can_change_color, has_second_screen;
} nc_terminal_facts;

static inline int nc_terminal_look_up(const char *term, int fd, nc_terminal_facts *facts) {
  int outcome = 0;
  if (setupterm(term, fd, &outcome) != OK) return 0;
  char *place = tigetstr("cup"), *second = tigetstr("smcup");
  facts->can_place_text = place != NULL && place != (char *)-1;
  facts->has_second_screen = second != NULL && second != (char *)-1;
  facts->colors = tigetnum("colors");
  facts->can_change_color = tigetflag("ccc") == 1;
  del_curterm(cur_term);
  return 1;
}

/// What tigetstr answers when the name is no string capability.
static inline char *nc_no_string(void) { return (char *)-1; }
