/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest of a scenario. Each of its CPUs has a thread, which runs it until it rings the
 * bell, and then waits until the scenario has something to do for it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console.h"
#include "guest.h"
#include "replace.h"
#include "say.h"
#include "scenario.h"

#define AREA_ABOVE (1 * GIB) /* from where memory begins */
#define MEMORY	   (64 * MIB)
#define BELL_SIZE  0x1000

#define DEVICE_BEHIND 0x10000 /* the bell */

struct guest guest;

static struct options base;
static bool there;
static struct {
	struct options options;
	uint64_t pages;
	uint32_t flags;
	void (*prepare)(struct vm *vm);
} made;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static struct worker {
	struct vcpu *vcpu;
	pthread_t thread;
	uint64_t at; /* where its command goes; 0: it has not rung yet */
	bool busy;   /* not before the bell */
	bool end;
} workers[GUEST_MAX_CPUS];

/* For people who wonder why a case failed. */
static void guest_says(const char *line)
{
	printf("# guest: %s\n", line);
}

void guest_setup(const struct options *options)
{
	base = *options;
	console_listen(guest_says);
}

unsigned int guest_seed(void)
{
	unsigned int seed = options_seed(&base);

	printf("# hp.seed=%u\n", seed);
	return seed;
}

static void ring(struct vcpu *vcpu, uint64_t offset, unsigned int size, bool write, uint64_t *value)
{
	(void)offset;
	(void)size;
	if (!write)
		return;
	workers[vcpu->id].at = *value;
	vcpu_call(vcpu);
}

static void *work(void *context)
{
	struct worker *worker = context;

	for (;;) {
		enum end end;

		pthread_mutex_lock(&lock);
		while (!worker->busy && !worker->end)
			pthread_cond_wait(&changed, &lock);
		pthread_mutex_unlock(&lock);
		end = worker->end ? END_STOPPED : vcpu_run(worker->vcpu);
		if (end == END_STOPPED)
			break;
		if (end != END_CALLED)
			fail("the guest ended in the middle of the scenario");
		pthread_mutex_lock(&lock);
		worker->busy = false;
		pthread_cond_broadcast(&changed);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

static void start_workers(void)
{
	for (unsigned int id = 0; id < guest.vm.cpu_count; id++) {
		workers[id].vcpu = &guest.vm.cpus[id];
		workers[id].end = false;
		if (pthread_create(&workers[id].thread, NULL, work, &workers[id]))
			die("no thread for CPU %u", id);
		guest.vm.cpus[id].thread = workers[id].thread;
	}
}

static void stop_workers(void)
{
	for (unsigned int id = 0; id < guest.vm.cpu_count; id++) {
		pthread_mutex_lock(&lock);
		workers[id].end = true;
		pthread_cond_broadcast(&changed);
		pthread_mutex_unlock(&lock);
		guest.vm.cpus[id].has_thread = true;
		vcpu_stop(&guest.vm.cpus[id]);
	}
}

uint64_t guest_device(void)
{
	return machine_bell + DEVICE_BEHIND;
}

uint64_t guest_area(void)
{
	return machine_low_memory + AREA_ABOVE;
}

/* The words that the runner has for a guest, but for those that are about the cases. */
static char *command_line(unsigned int cpus, uint64_t pages)
{
	static const char *const kept[] = { "hp.no-xsave", "hp.slow=" };
	char *line = NULL;
	size_t size;
	FILE *text = open_memstream(&line, &size);

	fprintf(text, "hp.cpus=%u hp.timeout=0 bell=%#llx device=%#llx area=%#llx pages=%llu", cpus,
		(unsigned long long)machine_bell, (unsigned long long)guest_device(),
		(unsigned long long)guest_area(), (unsigned long long)pages);
	for (unsigned int i = 0; i < ARRAY_SIZE(kept); i++) {
		const char *word = strstr(base.command_line, kept[i]);

		if (word)
			fprintf(text, " %.*s", (int)strcspn(word, " "), word);
	}
	fclose(text);
	return line;
}

/* Everything but what is in the memory and in the CPUs. */
static void make(void)
{
	struct device bell = { SPACE_MEMORY, machine_bell, BELL_SIZE, ring };

	there = true;
	vm_create(&guest.vm);
	machine_setup(&guest.vm, &made.options);
	if (made.prepare)
		made.prepare(&guest.vm);
	guest.area = 0;
	if (made.pages)
		guest.area =
			vm_add_memory(&guest.vm, guest_area(), made.pages * AREA_PAGE, made.flags);
	vm_add_device(&guest.vm, &bell);
	vm_create_cpus(&guest.vm, made.options.cpus);
	machine_finish(&guest.vm, &made.options);
}

void guest_boot(unsigned int cpus, uint64_t pages, uint32_t flags, void (*prepare)(struct vm *vm))
{
	made.options = base;
	made.options.cpus = cpus;
	made.options.memory = MEMORY;
	made.options.command_line = command_line(cpus, pages);
	made.pages = pages;
	made.flags = flags;
	made.prepare = prepare;
	make();
	machine_load(&guest.vm, &made.options);
	free(made.options.command_line);
	for (unsigned int id = 0; id < cpus; id++)
		workers[id] = (struct worker){ .busy = true };
	start_workers();
	for (unsigned int id = 0; id < cpus; id++)
		guest_wait(id);
}

void guest_replace(void (*look)(struct vm *vm))
{
	stop_workers();
	vm_replace(&guest.vm, make, look, NULL);
	start_workers();
}

volatile struct command *guest_command(unsigned int cpu)
{
	struct command *command = vm_at(&guest.vm, workers[cpu].at, sizeof(*command));

	if (!command)
		fail("CPU %u rings with an address outside of its memory: %#llx", cpu,
		     (unsigned long long)workers[cpu].at);
	return command;
}

void guest_tell(unsigned int cpu, const struct command *command)
{
	volatile struct command *to;

	guest_wait(cpu);
	to = guest_command(cpu);
	pthread_mutex_lock(&lock);
	*to = *command;
	workers[cpu].busy = true;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

bool guest_is_busy(unsigned int cpu)
{
	bool busy;

	pthread_mutex_lock(&lock);
	busy = workers[cpu].busy;
	pthread_mutex_unlock(&lock);
	return busy;
}

void guest_wait(unsigned int cpu)
{
	pthread_mutex_lock(&lock);
	while (workers[cpu].busy)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
}

uint64_t guest_do(unsigned int cpu, const struct command *command)
{
	guest_tell(cpu, command);
	guest_wait(cpu);
	return guest_command(cpu)->result;
}

void guest_destroy(void)
{
	if (!there)
		return;
	stop_workers();
	vm_destroy(&guest.vm);
	there = false;
	console_flush();
}
