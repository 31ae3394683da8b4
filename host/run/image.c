/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "image.h"
#include "section.h"

static const char notes_section[] = "hostproof_notes";
static struct image *images;

/* What is wrong with the file, or NULL. */
static char *read_elf(struct image *image, const struct section *section)
{
	GElf_Ehdr header;

	if (!section->elf)
		return xasprintf("%s: broken ELF file: build it again with make", image->elf);
	gelf_getehdr(section->elf, &header);
	if (header.e_machine != arch_info[image->arch].elf_machine)
		return xasprintf("%s: built for another architecture than %s", image->elf,
				 arch_info[image->arch].name);
	if (!section->data)
		return xasprintf("%s: no section %s: broken, or not an image of hostproof",
				 image->elf, notes_section);
	if (!notes_parse(&image->notes, section->data, section->size))
		return xasprintf("%s: section %s: %s", image->elf, notes_section,
				 image->notes.error);
	if (!image->notes.count)
		return xasprintf("%s: holds no case", image->elf);
	return NULL;
}

static char *read_image(struct image *image)
{
	int fd = open(image->elf, O_RDONLY | O_CLOEXEC);
	struct section section;
	char *error;

	if (fd < 0 && errno != ENOENT)
		return xasprintf("%s: %s", image->elf, strerror(errno));
	if (fd < 0 || access(image->boot, R_OK)) {
		image->missing =
			xasprintf("%s is not built: run make", fd < 0 ? image->elf : image->boot);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	section_open(&section, fd, notes_section);
	error = read_elf(image, &section);
	section_close(&section);
	close(fd);
	return error;
}

static void image_free(struct image *image)
{
	notes_free(&image->notes);
	free(image->name);
	free(image->elf);
	free(image->boot);
	free(image->missing);
	free(image);
}

/* What follows vmm/ is a scenario of the VMM: its cases are in the VMM, not in its guest. */
static const char *scenario_name(const char *name)
{
	return strncmp(name, "vmm/", 4) ? NULL : name + 4;
}

struct image *image_load(const char *build, const char *name, enum arch arch, char **error)
{
	const struct arch_info *info = &arch_info[arch];
	struct image *image;

	for (image = images; image; image = image->next) {
		if (image->arch == arch && !strcmp(image->name, name))
			return image;
	}
	image = xcalloc(1, sizeof(*image));
	image->arch = arch;
	image->name = xstrdup(name);
	image->scenario = scenario_name(image->name);
	if (image->scenario)
		image->elf =
			xasprintf("%s/host/%s/scenario/%s.c.o", build, info->name, image->scenario);
	else
		image->elf = xasprintf("%s/%s/%s.elf", build, info->name, name);
	image->boot = xasprintf("%s/%s/%s.%s", build, info->name, name, info->boot_suffix);
	*error = read_image(image);
	if (*error) {
		image_free(image);
		return NULL;
	}
	image->next = images;
	images = image;
	return image;
}

void images_free(void)
{
	while (images) {
		struct image *next = images->next;

		image_free(images);
		images = next;
	}
}
