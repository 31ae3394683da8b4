/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Starting processors: INIT, the startup interrupt, and the state that they leave
 * a processor in.
 *
 * The library starts and stops CPUs this way all the time; here the steps are
 * taken one by one, with a few bytes of code in real mode that tell what they
 * see.
 */
#include <arch_page.h>
#include <apic.h>
#include <atomic.h>
#include <clock.h>
#include <cpu_regs.h>
#include <irq.h>
#include <smp.h>
#include <string.h>
#include <test.h>

#define PAGE	  0x9000 /* below 1 MiB, where a startup interrupt can send a CPU */
#define VECTOR	  (PAGE >> 12)
#define REPORT	  0x800 /* offset in the page */
#define CR0_RESET 0x60000010
#define ROUNDS	  50
#define PATIENCE  (10 * NS_PER_S)

/* What the code leaves in the page. */
struct report {
	uint32_t count;
	uint16_t cs, ds, ss;
	uint16_t ip;
	uint32_t cr0;
	uint32_t flags;
	uint32_t eax, edx;
};

extern const char report_start[], report_end[];

__asm__(".pushsection .rodata\n"
	".code16\n"
	"report_start:\n"
	"	mov %eax, %cs:0x800 + 20\n"
	"	mov %edx, %cs:0x800 + 24\n"
	"	mov %ds, %cs:0x800 + 6\n"
	"	mov %ss, %cs:0x800 + 8\n"
	"	mov %cs, %ax\n"
	"	mov %ax, %ds\n"
	"	mov %ax, 0x800 + 4\n"
	"	mov %cr0, %eax\n"
	"	mov %eax, 0x800 + 12\n"
	"	mov %cs, %ax\n"
	"	mov %ax, %ss\n"
	"	mov $0xf00, %sp\n"
	"	pushfl\n"
	"	popl 0x800 + 16\n"
	"	call 1f\n"
	"1:	pop %ax\n"
	"	sub $(1b - report_start), %ax\n"
	"	mov %ax, 0x800 + 10\n"
	"	incl 0x800\n"
	"2:	cli\n"
	"	hlt\n"
	"	jmp 2b\n"
	"report_end:\n"
	".code64\n"
	".popsection\n");

_Static_assert(offsetof(struct report, ip) == 10, "written above");
_Static_assert(offsetof(struct report, cr0) == 12, "written above");
_Static_assert(offsetof(struct report, edx) == 24, "written above");

static volatile struct report *prepare(void)
{
	volatile struct report *report = (void *)(PAGE + REPORT);

	memset((void *)PAGE, 0, PAGE_SIZE);
	memcpy((void *)PAGE, report_start, report_end - report_start);
	return report;
}

static void init(unsigned int id)
{
	apic_send(smp_cpu(id)->hardware_id, APIC_ICR_INIT | APIC_ICR_LEVEL | APIC_ICR_ASSERT);
	clock_delay(NS_PER_MS);
}

static void startup(unsigned int id)
{
	apic_send(smp_cpu(id)->hardware_id, APIC_ICR_STARTUP | APIC_ICR_ASSERT | VECTOR);
}

static bool wait_for_count(volatile struct report *report, unsigned int wanted)
{
	uint64_t end = clock_ns() + PATIENCE * clock_slowness();

	while (report->count < wanted && clock_ns() < end)
		cpu_relax();
	return report->count >= wanted;
}

static void run_report(volatile struct report *report)
{
	init(1);
	startup(1);
	REQUIRE(wait_for_count(report, 1));
}

TEST(startup_state, "a startup interrupt with vector VV begins at VV00:0000 in real mode",
     NEEDS("cpus=2") CITE("SDM vol. 3, 9.4.3, MP Initialization Protocol Algorithm"))
{
	volatile struct report *report = prepare();

	run_report(report);
	CHECK_EQ(report->cs, PAGE >> 4);
	CHECK_EQ(report->ip, 0);
	CHECK_EQ(report->ds, 0);
	CHECK_EQ(report->ss, 0);
	CHECK_EQ(report->cr0 & (CR0_PE | CR0_PG), 0);
	CHECK_EQ(report->flags & RFLAGS_IF, 0);
	init(1);
}

TEST(registers_after_init,
     "after INIT, EAX is 0, EDX tells the processor, and CR0 is as after reset",
     NEEDS("cpus=2") CITE("SDM vol. 3, table 9-1, IA-32 Processor States Following INIT"))
{
	volatile struct report *report = prepare();

	run_report(report);
	CHECK_EQ(report->eax, 0);
	CHECK_EQ(report->edx, cpuid(CPUID_FEATURES, 0).eax);
	CHECK_EQ(report->cr0 & ~0x60000000, CR0_RESET & ~0x60000000);
	init(1);
}

TEST(no_startup_without_init, "a startup interrupt to a CPU that does not wait for one is ignored",
     NEEDS("cpus=2") CITE("SDM vol. 3, 9.4.3"))
{
	volatile struct report *report = prepare();

	run_report(report);
	startup(1);
	clock_delay(10 * NS_PER_MS);
	CHECK_EQ(report->count, 1);
	init(1);
}

TEST(waits_for_startup, "after INIT a CPU executes nothing until its startup interrupt",
     NEEDS("cpus=2") CITE("SDM vol. 3, 9.4.3"))
{
	volatile struct report *report = prepare();

	init(1);
	clock_delay(10 * NS_PER_MS);
	CHECK_EQ(report->count, 0);
	startup(1);
	CHECK(wait_for_count(report, 1));
	init(1);
}

TEST(again_and_again, "INIT and startup interrupt begin anew each time, 50 times",
     NEEDS("cpus=2") CITE("SDM vol. 3, 9.4.3"))
{
	volatile struct report *report = prepare();

	for (unsigned int i = 1; i <= ROUNDS; i++) {
		init(1);
		startup(1);
		REQUIRE(wait_for_count(report, i), "round %u", i);
	}
	init(1);
}

static uint64_t loops;

static void loop_disabled(void *context)
{
	(void)context;
	irq_disable();
	for (;;)
		atomic_add(&loops, 1);
}

TEST(init_stops_anything, "INIT stops a CPU that loops with interrupts disabled",
     NEEDS("cpus=2") CITE("SDM vol. 3, 11.6.1, Interrupt Command Register, INIT"))
{
	uint64_t before, end = clock_ns() + PATIENCE * clock_slowness();

	loops = 0;
	smp_run(1, loop_disabled, NULL);
	while (!atomic_load(&loops) && clock_ns() < end)
		cpu_relax();
	CHECK_GT(atomic_load(&loops), 0);
	CHECK(smp_stop(1));
	before = atomic_load(&loops);
	clock_delay(5 * NS_PER_MS);
	CHECK_EQ(atomic_load(&loops), before);
}

static bool boot_flag;

static void read_boot_flag(void *context)
{
	(void)context;
	boot_flag = msr_read(MSR_APIC_BASE) & APIC_BASE_BSP;
}

TEST(one_boots, "only the CPU that booted has the BSP flag in IA32_APIC_BASE",
     NEEDS("cpus=2") CITE("SDM vol. 3, 11.4.4, Local APIC Status and Location"))
{
	for (unsigned int id = 0; id < smp_count(); id++) {
		smp_call(id, read_boot_flag, NULL);
		CHECK_EQ(boot_flag, id == 0);
		if (id)
			smp_stop(id);
	}
}

static uint64_t seen_id;

static void read_id(void *context)
{
	(void)context;
	seen_id = apic_id();
}

TEST(ids_as_described, "each CPU's APIC has the id by which the machine describes it",
     CITE("ACPI 6.5, 5.2.12.2, Processor Local APIC Structure"))
{
	for (unsigned int id = 0; id < smp_count(); id++) {
		smp_call(id, read_id, NULL);
		CHECK_EQ(seen_id, smp_cpu(id)->hardware_id);
		if (id)
			smp_stop(id);
	}
}

static uint64_t control[3];

static void read_control(void *context)
{
	(void)context;
	control[0] = cr0_read();
	control[1] = cr4_read();
	control[2] = msr_read(MSR_EFER);
}

TEST(same_for_all, "a started CPU runs with the same CR0, CR4 and EFER as the first",
     NEEDS("cpus=2"))
{
	uint64_t first[3];

	read_control(NULL);
	memcpy(first, control, sizeof(first));
	smp_call(1, read_control, NULL);
	CHECK_MEM_EQ(control, first, sizeof(first));
}
