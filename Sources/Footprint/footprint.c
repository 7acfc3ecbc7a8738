#define _GNU_SOURCE
#include "footprint.h"

#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

// The read-only segments of one program or library: nobody has written to them, so that the file has all of them.
static int forget_code(struct dl_phdr_info *object, size_t size, void *context) {
  (void)size, (void)context;
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (int index = 0; index < object->dlpi_phnum; index++) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[index];
    if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W)) continue;
    const uintptr_t start = (object->dlpi_addr + segment->p_vaddr) & ~(page - 1);
    const uintptr_t end = (object->dlpi_addr + segment->p_vaddr + segment->p_memsz) & ~(page - 1);
    // Where the system will not, as for its own code, nothing is lost.
    if (end > start) madvise((void *)start, end - start, MADV_DONTNEED);
  }
  return 0;
}

void footprint_hand_back(void) {
  malloc_trim(0);
  dl_iterate_phdr(forget_code, NULL);
}
