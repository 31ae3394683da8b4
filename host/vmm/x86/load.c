/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An ELF file with a PVH note into memory, and the first CPU to its entry. */
#include <elf.h>
#include <string.h>

#include "../file.h"
#include "../machine.h"
#include "../say.h"
#include "pc.h"

#define PVH_MAGIC   0x336ec578
#define PVH_VERSION 1
#define PVH_ENTRY   18 /* the type of the note */
#define PVH_OWNER   "Xen"
#define TYPE_RAM    1

struct start_info {
	uint32_t magic, version, flags, module_count;
	uint64_t modules, command_line, rsdp, memory_map;
	uint32_t entries, reserved;
};

struct memory_entry {
	uint64_t address, size;
	uint32_t type, reserved;
};

#define CR0_PE 1

static void load_segment(struct vm *vm, const struct file *file, const Elf64_Phdr *header)
{
	char *to = vm_at(vm, header->p_paddr, header->p_memsz);

	if (header->p_filesz > header->p_memsz ||
	    !file_has(file, header->p_offset, header->p_filesz))
		die("%s: the file is cut off", file->name);
	if (!to)
		die("%s: %#llx to %#llx does not fit into the guest's memory", file->name,
		    (unsigned long long)header->p_paddr,
		    (unsigned long long)(header->p_paddr + header->p_memsz));
	memcpy(to, file->bytes + header->p_offset, header->p_filesz);
	memset(to + header->p_filesz, 0, header->p_memsz - header->p_filesz);
}

static uint64_t align4(uint64_t size)
{
	return (size + 3) & ~3ull;
}

/* The entry that one of the notes names; 0 if none does. */
static uint64_t find_entry(const struct file *file, const Elf64_Phdr *header)
{
	uint64_t at = header->p_offset, end = at + header->p_filesz, entry = 0;

	if (!file_has(file, header->p_offset, header->p_filesz))
		return 0;
	while (at + sizeof(Elf64_Nhdr) <= end) {
		const Elf64_Nhdr *note = (const void *)(file->bytes + at);
		uint64_t name = at + sizeof(*note), value = name + align4(note->n_namesz);
		uint64_t size = note->n_descsz < sizeof(entry) ? note->n_descsz : sizeof(entry);

		at = value + align4(note->n_descsz);
		if (at <= end && note->n_type == PVH_ENTRY && note->n_namesz == sizeof(PVH_OWNER) &&
		    !memcmp(file->bytes + name, PVH_OWNER, sizeof(PVH_OWNER)))
			memcpy(&entry, file->bytes + value, size);
	}
	return entry;
}

static uint64_t load_elf(struct vm *vm, const struct file *file)
{
	const Elf64_Ehdr *elf = (const void *)file->bytes;
	uint64_t entry = 0;

	if (!file_has(file, 0, sizeof(*elf)) || memcmp(elf->e_ident, ELFMAG, SELFMAG) ||
	    elf->e_ident[EI_CLASS] != ELFCLASS64 || elf->e_machine != EM_X86_64)
		die("%s is no ELF file for x86-64", file->name);
	if (elf->e_phentsize != sizeof(Elf64_Phdr) ||
	    !file_has(file, elf->e_phoff, (uint64_t)elf->e_phnum * sizeof(Elf64_Phdr)))
		die("%s: the file is cut off", file->name);
	for (unsigned int i = 0; i < elf->e_phnum; i++) {
		const Elf64_Phdr *header = (const Elf64_Phdr *)(file->bytes + elf->e_phoff) + i;

		if (header->p_type == PT_LOAD && header->p_memsz)
			load_segment(vm, file, header);
		else if (header->p_type == PT_NOTE && !entry)
			entry = find_entry(file, header);
	}
	if (!entry)
		die("%s has no PVH note, so where it is entered is not known", file->name);
	return entry;
}

/* The first 1 MiB but for what a PC has there, the rest, and what is above the hole. */
static unsigned int describe_memory(struct memory_entry *map, uint64_t memory)
{
	uint64_t low = memory < HOLE_START ? memory : HOLE_START;
	unsigned int count = 0;

	map[count++] = (struct memory_entry){ 0, LOW_END, TYPE_RAM, 0 };
	map[count++] = (struct memory_entry){ HIGH_START, low - HIGH_START, TYPE_RAM, 0 };
	if (memory > low)
		map[count++] = (struct memory_entry){ HOLE_END, memory - low, TYPE_RAM, 0 };
	return count;
}

static void tell(struct vm *vm, const struct options *options)
{
	struct start_info *info = vm_at(vm, START_INFO, sizeof(*info));
	size_t length = strlen(options->command_line) + 1;

	if (COMMAND_LINE + length > LOW_END)
		die("the command line is too long: %zu bytes", length);
	memcpy(vm_at(vm, COMMAND_LINE, length), options->command_line, length);
	*info = (struct start_info){
		.magic = PVH_MAGIC,
		.version = PVH_VERSION,
		.command_line = COMMAND_LINE,
		.rsdp = acpi_create(vm),
		.memory_map = MEMORY_MAP,
		.entries = describe_memory(vm_at(vm, MEMORY_MAP, 3 * sizeof(struct memory_entry)),
					   options->memory),
	};
}

static void enter(struct vcpu *vcpu, uint64_t entry)
{
	struct kvm_segment code = { .limit = UINT32_MAX,
				    .selector = 8,
				    .type = 11,
				    .present = 1,
				    .s = 1,
				    .db = 1,
				    .g = 1 };
	struct kvm_segment data = code;
	struct kvm_segment task = { .limit = 0x67, .type = 11, .present = 1 };
	struct kvm_regs regs = { .rip = entry, .rbx = START_INFO, .rflags = 2 };
	struct kvm_sregs sregs;

	data.type = 3;
	data.selector = 16;
	KVM_CALL(vcpu->fd, KVM_GET_SREGS, &sregs);
	sregs.cs = code;
	sregs.ds = sregs.es = sregs.fs = sregs.gs = sregs.ss = data;
	sregs.tr = task;
	sregs.cr0 |= CR0_PE;
	KVM_CALL(vcpu->fd, KVM_SET_SREGS, &sregs);
	KVM_CALL(vcpu->fd, KVM_SET_REGS, &regs);
}

void machine_load(struct vm *vm, const struct options *options)
{
	struct file file;
	uint64_t entry;

	if (options->memory < HIGH_START + MIB)
		die("an x86 guest needs 2 MiB of memory at least");
	file_open(&file, options->image);
	entry = load_elf(vm, &file);
	file_close(&file);
	tell(vm, options);
	enter(&vm->cpus[0], entry);
}
