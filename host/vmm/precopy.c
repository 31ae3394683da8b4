/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "now.h"
#include "precopy.h"
#include "replace.h"
#include "room.h"
#include "say.h"

#define WORD	    64	 /* pages: the grain of the log */
#define PIECE	    1024 /* pages that are cleared and copied in one go */
#define FEW	    64	 /* pages that may be left when the guest is stopped */
#define MOST_ROUNDS 10
#define PAUSE_NS    2000000 /* between two rounds, for the guest to write in */

/* Of /proc/self/pagemap, a word per page: it is there, or in swap. */
#define PAGEMAP_EXISTS (3ull << 62)

/* What arrives behind a slot, and which of its pages have been sent once. */
struct copy {
	uint8_t *memory;
	uint64_t *log, *seen;
};

static struct {
	struct copy slots[VM_MAX_SLOTS];
	struct precopy_figures figures;
	uint64_t stopped_at;
	bool manual;
	int pagemap;
} move;

void precopy_prepare(struct vm *vm)
{
	struct kvm_enable_cap cap = { .cap = KVM_CAP_MANUAL_DIRTY_LOG_PROTECT2 };

	cap.args[0] = vm_has(vm, cap.cap);
	move.manual = cap.args[0] & KVM_DIRTY_LOG_MANUAL_PROTECT_ENABLE;
	if (move.manual)
		KVM_CALL(vm->fd, KVM_ENABLE_CAP, &cap);
}

static uint64_t pages_of(const struct slot *slot)
{
	return slot->size / VM_PAGE;
}

static size_t log_size(const struct slot *slot)
{
	return (pages_of(slot) + WORD - 1) / WORD * sizeof(uint64_t);
}

static void set_log(struct vm *vm, unsigned int number, bool on)
{
	struct slot *slot = &vm->slots[number];

	slot->flags =
		on ? slot->flags | KVM_MEM_LOG_DIRTY_PAGES : slot->flags & ~KVM_MEM_LOG_DIRTY_PAGES;
	if (vm_set_slot(vm, number))
		die("KVM_SET_USER_MEMORY_REGION: the log cannot be turned %s", on ? "on" : "off");
}

static void begin(struct vm *vm)
{
	memset(&move.figures, 0, sizeof(move.figures));
	move.pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	for (unsigned int i = 0; i < VM_MAX_SLOTS; i++) {
		const struct slot *slot = &vm->slots[i];

		if (!slot->size)
			continue;
		move.slots[i] = (struct copy){
			.memory = vm_map_memory(slot->size),
			.log = room(log_size(slot)),
			.seen = room(log_size(slot)),
		};
		set_log(vm, i, true);
	}
}

/* The copies that were not taken go with what is known of them. */
static void end(const struct vm *vm)
{
	for (unsigned int i = 0; i < VM_MAX_SLOTS; i++) {
		struct copy *copy = &move.slots[i];

		if (copy->memory)
			munmap(copy->memory, vm->slots[i].size);
		free(copy->log);
		free(copy->seen);
		*copy = (struct copy){ 0 };
	}
	if (move.pagemap >= 0)
		close(move.pagemap);
}

static bool has(const uint64_t *bits, uint64_t page)
{
	return bits[page / WORD] >> page % WORD & 1;
}

/* Memory that nobody has touched is as the copy is: zero. To look at it would make it exist. */
static void find_existing(const uint8_t *memory, uint64_t count, uint64_t *entries)
{
	off_t at = (uintptr_t)memory / VM_PAGE * sizeof(*entries);
	ssize_t size = count * sizeof(*entries);

	if (pread(move.pagemap, entries, size, at) != size)
		memset(entries, 0xff, size);
}

/* What was sent before and is the same was logged in vain, or written as it was. */
static void send_page(struct copy *copy, uint64_t page, const uint8_t *from)
{
	uint8_t *to = copy->memory + page * VM_PAGE;

	if (has(copy->seen, page)) {
		move.figures.resent++;
		move.figures.in_vain += !memcmp(to, from, VM_PAGE);
	}
	memcpy(to, from, VM_PAGE);
	copy->seen[page / WORD] |= 1ull << page % WORD;
}

static uint64_t copy_piece(const struct slot *slot, struct copy *copy, uint64_t first,
			   uint64_t count)
{
	uint64_t entries[PIECE], sent = 0;

	find_existing(slot->memory + first * VM_PAGE, count, entries);
	for (uint64_t page = first; page < first + count; page++) {
		if (!has(copy->log, page) || !(entries[page - first] & PAGEMAP_EXISTS))
			continue;
		send_page(copy, page, slot->memory + page * VM_PAGE);
		sent++;
	}
	return sent;
}

/* Before a page is copied: what is written from now on is in the next log. */
static void clear_piece(struct vm *vm, unsigned int number, uint64_t first, uint64_t count)
{
	struct kvm_clear_dirty_log clear = {
		.slot = number,
		.first_page = first,
		.num_pages = count,
		.dirty_bitmap = move.slots[number].log + first / WORD,
	};

	KVM_CALL(vm->fd, KVM_CLEAR_DIRTY_LOG, &clear);
}

static bool is_empty(const struct copy *copy, uint64_t first, uint64_t count)
{
	for (uint64_t word = first / WORD; word * WORD < first + count; word++) {
		if (copy->log[word])
			return false;
	}
	return true;
}

static uint64_t copy_slot(struct vm *vm, unsigned int number)
{
	const struct slot *slot = &vm->slots[number];
	struct copy *copy = &move.slots[number];
	struct kvm_dirty_log log = { .slot = number, .dirty_bitmap = copy->log };
	uint64_t pages = pages_of(slot), sent = 0;

	KVM_CALL(vm->fd, KVM_GET_DIRTY_LOG, &log);
	if (!move.figures.rounds)
		memset(copy->log, 0xff, log_size(slot));
	for (uint64_t first = 0; first < pages; first += PIECE) {
		uint64_t count = pages - first < PIECE ? pages - first : PIECE;

		if (is_empty(copy, first, count))
			continue;
		if (move.manual)
			clear_piece(vm, number, first, count);
		sent += copy_piece(slot, copy, first, count);
	}
	return sent;
}

/* Once through memory; tells how many pages there were to send. */
static uint64_t go_through(struct vm *vm)
{
	uint64_t sent = 0;

	for (unsigned int i = 0; i < VM_MAX_SLOTS; i++) {
		if (move.slots[i].memory)
			sent += copy_slot(vm, i);
	}
	move.figures.rounds++;
	move.figures.sent += sent;
	return sent;
}

/* What is left, with what KVM has written while it gave its state away. */
static void arrive(struct vm *vm)
{
	go_through(vm);
	for (unsigned int i = 0; i < VM_MAX_SLOTS; i++) {
		struct slot *slot = &vm->slots[i];

		if (!move.slots[i].memory)
			continue;
		munmap(slot->memory, slot->size);
		slot->memory = move.slots[i].memory;
		move.slots[i].memory = NULL;
	}
}

static bool is_last(const struct precopy_order *order, uint64_t sent)
{
	if (order->rounds)
		return move.figures.rounds + 1 >= order->rounds;
	return sent <= FEW || move.figures.rounds + 1 >= MOST_ROUNDS;
}

/* False: the guest or the order wants it to end here. */
static bool copy_while_running(struct vm *vm, const struct precopy_order *order)
{
	uint64_t sent;

	do {
		sent = go_through(vm);
		if (vm->end != END_NONE || move.figures.rounds == order->cancel_in)
			return false;
		nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NS }, NULL);
	} while (!is_last(order, sent));
	return true;
}

bool precopy(struct vm *vm, void (*make)(void), const struct precopy_order *order,
	     struct precopy_figures *figures)
{
	uint64_t begun_at = now_ns();
	bool done;

	begin(vm);
	vm_start(vm);
	done = copy_while_running(vm, order);
	move.stopped_at = now_ns();
	vm_stop(vm);
	done = done && vm->end == END_NONE;
	if (done) {
		vm_replace(vm, make, NULL, arrive);
	} else {
		for (unsigned int i = 0; i < VM_MAX_SLOTS; i++) {
			if (move.slots[i].memory)
				set_log(vm, i, false);
		}
	}
	end(vm);
	move.figures.total_ns = now_ns() - begun_at;
	move.figures.downtime_ns = now_ns() - move.stopped_at;
	*figures = move.figures;
	return done;
}
