/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mkimage: finishes a linked guest.
 *
 *	mkimage [--flat] FILE.elf
 *
 * Puts a table of function names into the section hostproof_symbols, which the
 * linker script leaves with room behind it, so that a guest can print
 * a backtrace with names. With --flat it also writes FILE.img, the segments as
 * they stand in memory, for loaders that take no ELF.
 */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TABLE_SECTION "hostproof_symbols"
#define TABLE_MAGIC   0x68707379u /* "hpsy", see lib/symbol.c */
#define HEADER_WORDS  4		  /* magic, size in bytes, symbols, offset of the names */
#define SYMBOL_WORDS  3		  /* offset from image_start, size, offset of the name */

struct symbol {
	uint64_t address;
	uint64_t size;
	const char *name;
};

struct image {
	const char *path;
	int fd;
	Elf *elf;
	Elf_Scn *table_section;
	Elf_Scn *symtab;
	uint64_t start; /* the symbol image_start */
	struct symbol *symbols;
	size_t count;
	uint32_t *table; /* of symbols, as it goes into the file */
};

static void __attribute__((noreturn, format(printf, 2, 3)))
die(const struct image *image, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "mkimage: %s: ", image->path);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static void find_sections(struct image *image)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(image->elf, &names))
		die(image, "no section names: %s", elf_errmsg(-1));
	while ((section = elf_nextscn(image->elf, section))) {
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(section, &header))
			die(image, "broken section header: %s", elf_errmsg(-1));
		name = elf_strptr(image->elf, names, header.sh_name);
		if (header.sh_type == SHT_SYMTAB)
			image->symtab = section;
		else if (name && !strcmp(name, TABLE_SECTION))
			image->table_section = section;
	}
	if (!image->symtab)
		die(image, "has no symbol table; was it stripped?");
	if (!image->table_section)
		die(image,
		    "has no section " TABLE_SECTION "; was it linked with lib/ARCH/image.lds?");
}

static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

static void read_symbols(struct image *image)
{
	Elf_Data *data = elf_getdata(image->symtab, NULL);
	GElf_Shdr header;
	size_t entries;
	bool started = false;

	if (!data || !gelf_getshdr(image->symtab, &header) || !header.sh_entsize)
		die(image, "broken symbol table: %s", elf_errmsg(-1));
	entries = header.sh_size / header.sh_entsize;
	image->symbols = calloc(entries, sizeof(*image->symbols));
	if (!image->symbols)
		die(image, "out of memory");

	for (size_t i = 0; i < entries; i++) {
		GElf_Sym sym;
		const char *name;

		if (!gelf_getsym(data, i, &sym))
			die(image, "broken symbol %zu: %s", i, elf_errmsg(-1));
		name = elf_strptr(image->elf, header.sh_link, sym.st_name);
		if (!name)
			die(image, "symbol %zu has no name: %s", i, elf_errmsg(-1));
		if (!strcmp(name, "image_start")) {
			image->start = sym.st_value;
			started = true;
		}
		if (GELF_ST_TYPE(sym.st_info) == STT_FUNC && sym.st_shndx != SHN_UNDEF)
			image->symbols[image->count++] =
				(struct symbol){ sym.st_value, sym.st_size, name };
	}
	if (!started)
		die(image, "has no symbol image_start");
	qsort(image->symbols, image->count, sizeof(*image->symbols), by_address);
}

/* Words are filled in this machine's order; libelf turns them into the target's. */
static size_t make_table(const struct image *image, uint32_t **table)
{
	size_t words = HEADER_WORDS + SYMBOL_WORDS * image->count;
	size_t names = words * 4, size = names;
	uint32_t *out;

	for (size_t i = 0; i < image->count; i++)
		size += strlen(image->symbols[i].name) + 1;
	size = (size + 15) & ~(size_t)15;
	out = *table = calloc(1, size);
	if (!out)
		die(image, "out of memory");

	*out++ = TABLE_MAGIC;
	*out++ = size;
	*out++ = image->count;
	*out++ = names;
	for (size_t i = 0; i < image->count; i++) {
		const struct symbol *symbol = &image->symbols[i];

		*out++ = symbol->address - image->start;
		*out++ = symbol->size;
		*out++ = names;
		strcpy((char *)*table + names, symbol->name);
		names += strlen(symbol->name) + 1;
	}
	return size;
}

static void to_target_order(const struct image *image, uint32_t *table)
{
	const char *ident = elf_getident(image->elf, NULL);
	size_t words = HEADER_WORDS + SYMBOL_WORDS * image->count;
	Elf_Data words_in = {
		.d_buf = table, .d_type = ELF_T_WORD, .d_size = words * 4, .d_version = EV_CURRENT
	};
	Elf_Data words_out = words_in;

	if (!ident || !gelf_xlatetof(image->elf, &words_out, &words_in, ident[EI_DATA]))
		die(image, "cannot convert the table: %s", elf_errmsg(-1));
}

/* Nothing may be in the way of the table as it grows. */
static size_t find_table_segment(const struct image *image, uint64_t address, size_t size)
{
	size_t count, found = SIZE_MAX;

	if (elf_getphdrnum(image->elf, &count))
		die(image, "no program headers: %s", elf_errmsg(-1));
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr segment;

		if (!gelf_getphdr(image->elf, i, &segment))
			die(image, "broken program header %zu: %s", i, elf_errmsg(-1));
		if (segment.p_type != PT_LOAD)
			continue;
		if (segment.p_vaddr == address)
			found = i;
		else if (segment.p_vaddr > address && segment.p_vaddr - address < size)
			die(image, TABLE_SECTION " of %zu bytes reaches into segment %zu", size, i);
	}
	if (found == SIZE_MAX)
		die(image, TABLE_SECTION " has no segment of its own");
	return found;
}

static void put_table(struct image *image)
{
	Elf_Data *data = elf_getdata(image->table_section, NULL);
	GElf_Shdr header;
	GElf_Phdr segment;
	size_t size = make_table(image, &image->table), index;
	off_t end = lseek(image->fd, 0, SEEK_END);

	if (!data || end < 0 || !gelf_getshdr(image->table_section, &header))
		die(image, "cannot read " TABLE_SECTION ": %s", elf_errmsg(-1));
	index = find_table_segment(image, header.sh_addr, size);
	gelf_getphdr(image->elf, index, &segment);
	to_target_order(image, image->table);

	/* A loader wants offset and address to agree in the bits below the alignment. */
	segment.p_offset = end + ((segment.p_vaddr - end) & (segment.p_align - 1));
	segment.p_filesz = segment.p_memsz = size;
	header.sh_offset = segment.p_offset;
	header.sh_size = size;
	data->d_buf = image->table;
	data->d_size = size;
	elf_flagdata(data, ELF_C_SET, ELF_F_DIRTY);
	if (!gelf_update_shdr(image->table_section, &header) ||
	    !gelf_update_phdr(image->elf, index, &segment) ||
	    elf_update(image->elf, ELF_C_WRITE) < 0)
		die(image, "cannot write: %s", elf_errmsg(-1));
}

static char *flat_path(const struct image *image)
{
	const char *dot = strrchr(image->path, '.');
	size_t stem = dot && !strchr(dot, '/') ? (size_t)(dot - image->path) : strlen(image->path);
	char *path = malloc(stem + sizeof(".img"));

	if (!path)
		die(image, "out of memory");
	memcpy(path, image->path, stem);
	strcpy(path + stem, ".img");
	return path;
}

static void copy_segment(const struct image *image, int out, const GElf_Phdr *segment)
{
	char *bytes = malloc(segment->p_filesz + 1);

	if (!bytes || pread(image->fd, bytes, segment->p_filesz, segment->p_offset) !=
			      (ssize_t)segment->p_filesz)
		die(image, "cannot read a segment: %s", strerror(errno));
	if (pwrite(out, bytes, segment->p_filesz, segment->p_paddr - image->start) !=
	    (ssize_t)segment->p_filesz)
		die(image, "cannot write the flat image: %s", strerror(errno));
	free(bytes);
}

/* The header that an arm64 loader looks for holds the size in memory, which only we know. */
static void put_flat_size(const struct image *image, int out, uint64_t end)
{
	enum { SIZE_AT = 16, MAGIC_AT = 56 };
	char magic[4];
	unsigned char size[8];

	for (unsigned int i = 0; i < sizeof(size); i++)
		size[i] = end >> 8 * i;
	if (pread(out, magic, sizeof(magic), MAGIC_AT) != sizeof(magic) ||
	    memcmp(magic, "ARM\x64", sizeof(magic)))
		die(image, "has no arm64 Image header; is boot.S linked first?");
	if (pwrite(out, size, sizeof(size), SIZE_AT) != sizeof(size))
		die(image, "cannot write the flat image: %s", strerror(errno));
}

static void write_flat(const struct image *image)
{
	char *path = flat_path(image);
	int out = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	size_t count = 0;
	uint64_t end = 0;

	if (out < 0)
		die(image, "cannot create %s: %s", path, strerror(errno));
	elf_getphdrnum(image->elf, &count);
	for (size_t i = 0; i < count; i++) {
		GElf_Phdr segment;

		if (!gelf_getphdr(image->elf, i, &segment) || segment.p_type != PT_LOAD)
			continue;
		copy_segment(image, out, &segment);
		if (segment.p_paddr + segment.p_memsz - image->start > end)
			end = segment.p_paddr + segment.p_memsz - image->start;
	}
	put_flat_size(image, out, end);
	if (close(out))
		die(image, "cannot write %s: %s", path, strerror(errno));
	free(path);
}

int main(int argc, char **argv)
{
	bool flat = argc > 1 && !strcmp(argv[1], "--flat");
	struct image image = { .path = argv[argc - 1] };

	if (argc != 2 + flat) {
		fprintf(stderr, "Usage: mkimage [--flat] FILE.elf\n");
		return 2;
	}
	image.fd = open(image.path, O_RDWR | O_CLOEXEC);
	if (image.fd < 0)
		die(&image, "%s", strerror(errno));
	elf_version(EV_CURRENT);
	image.elf = elf_begin(image.fd, ELF_C_RDWR, NULL);
	if (!image.elf || elf_kind(image.elf) != ELF_K_ELF ||
	    gelf_getclass(image.elf) != ELFCLASS64)
		die(&image, "is no 64-bit ELF file");
	elf_flagelf(image.elf, ELF_C_SET, ELF_F_LAYOUT);

	find_sections(&image);
	read_symbols(&image);
	put_table(&image);
	if (flat)
		write_flat(&image);
	elf_end(image.elf);
	free(image.table);
	free(image.symbols);
	close(image.fd);
	return 0;
}
