/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes an image that has notes and nothing else, for the stand-in VMM, which
 * knows without code what to do.
 *
 *	mkimage FILE s390x|arm|x86 CASES [ATTRIBUTE...]
 *
 * The cases are called case_1, case_2, ...; all have the attributes.
 */
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char notes[1 << 20];
static size_t notes_size;

/* Adds text with its NUL. */
static void add(const char *text)
{
	size_t size = strlen(text) + 1;

	if (notes_size + size > sizeof(notes))
		exit(1);
	memcpy(notes + notes_size, text, size);
	notes_size += size;
}

static void add_case(int number, char **attributes)
{
	char text[64];

	add("case");
	snprintf(text, sizeof(text), "case_%d", number);
	add(text);
	snprintf(text, sizeof(text), "promise number %d holds", number);
	add(text);
	add("selftest/standin.c");
	snprintf(text, sizeof(text), "%d", 10 * number);
	add(text);
	while (*attributes)
		add(*attributes++);
	add("");
}

static Elf_Scn *add_section(Elf *elf, size_t name, unsigned int type, void *data, size_t size)
{
	Elf_Scn *section = elf_newscn(elf);
	Elf_Data *content = elf_newdata(section);
	GElf_Shdr header;

	content->d_buf = data;
	content->d_size = size;
	content->d_align = 1;
	gelf_getshdr(section, &header);
	header.sh_name = name;
	header.sh_type = type;
	gelf_update_shdr(section, &header);
	return section;
}

static int write_elf(const char *path, unsigned int machine)
{
	static char names[] = "\0hostproof_notes\0.shstrtab";
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0666);
	GElf_Ehdr header;
	Elf *elf;
	int bad;

	elf_version(EV_CURRENT);
	elf = fd < 0 ? NULL : elf_begin(fd, ELF_C_WRITE, NULL);
	if (!elf || !gelf_newehdr(elf, ELFCLASS64))
		return 1;
	gelf_getehdr(elf, &header);
	header.e_machine = machine;
	header.e_type = ET_EXEC;
	header.e_ident[EI_DATA] = machine == EM_S390 ? ELFDATA2MSB : ELFDATA2LSB;
	add_section(elf, 1, SHT_PROGBITS, notes, notes_size);
	header.e_shstrndx = elf_ndxscn(add_section(elf, 17, SHT_STRTAB, names, sizeof(names)));
	gelf_update_ehdr(elf, &header);
	bad = elf_update(elf, ELF_C_WRITE) < 0;
	elf_end(elf);
	return bad | close(fd);
}

int main(int argc, char **argv)
{
	unsigned int machine;

	if (argc < 4)
		return 2;
	machine = !strcmp(argv[2], "s390x") ? EM_S390
		  : !strcmp(argv[2], "arm") ? EM_AARCH64
					    : EM_X86_64;
	for (int i = 1; i <= atoi(argv[3]); i++)
		add_case(i, argv + 4);
	return write_elf(argv[1], machine);
}
