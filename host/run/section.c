/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <gelf.h>
#include <string.h>

#include "section.h"

static bool take(struct section *section, Elf_Scn *found)
{
	Elf_Data *data = elf_rawdata(found, NULL);

	if (!data || !data->d_buf)
		return false;
	section->data = data->d_buf;
	section->size = data->d_size;
	return true;
}

bool section_open(struct section *section, int fd, const char *name)
{
	Elf_Scn *found = NULL;
	GElf_Ehdr header;
	size_t names;

	*section = (struct section){ 0 };
	elf_version(EV_CURRENT);
	section->elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!section->elf || elf_kind(section->elf) != ELF_K_ELF ||
	    !gelf_getehdr(section->elf, &header)) {
		section_close(section);
		return false;
	}
	if (elf_getshdrstrndx(section->elf, &names))
		return false;
	while ((found = elf_nextscn(section->elf, found))) {
		GElf_Shdr one;
		const char *text;

		if (!gelf_getshdr(found, &one))
			return false;
		text = elf_strptr(section->elf, names, one.sh_name);
		if (text && !strcmp(text, name))
			return take(section, found);
	}
	return false;
}

void section_close(struct section *section)
{
	elf_end(section->elf);
	section->elf = NULL;
}
