/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "grub.h"
#include "tool.h"

/* Of the prepared file: one that another version made is made again. */
#define FORMAT 2

static const char modules[] = "/usr/lib/grub/i386-pc";

/* By which firmware speaks to Bochs. */
#define BIOS_PANIC_PORT	  0x401
#define BIOS_MESSAGE_PORT 0x402

static bool read_file(struct buf *buf, const char *path)
{
	char chunk[16384];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t size;

	if (fd < 0)
		return false;
	while ((size = read(fd, chunk, sizeof(chunk))) > 0)
		buf_add(buf, chunk, size);
	close(fd);
	return size == 0;
}

/* Runs grub-mkimage, whose complaints are ours. */
static void make_core(const char *commands, const char *core)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		execlp("grub-mkimage", "grub-mkimage", "-O", "i386-pc", "-p", "/", "-c", commands,
		       "-o", core, "biosdisk", "configfile", "multiboot2", "linux", "iorw", NULL);
		fail("grub-mkimage: %s: apt-get install grub-common", strerror(errno));
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || status)
		fail("grub-mkimage could not prepare the disk");
}

static void make(struct buf *grub)
{
	int commands = nameless_file("commands of GRUB"), core = nameless_file("core of GRUB");
	char *first = xasprintf("%s/boot.img", modules);
	char *commands_path = nameless_path(commands), *core_path = nameless_path(core);

	if (!read_file(grub, first) || grub->length != SECTOR_SIZE)
		fail("%s is not there: apt-get install grub-pc-bin", first);
	dprintf(commands, "source (hd0)%u+%u\n", COMMANDS_SECTOR, COMMANDS_SECTORS);
	make_core(commands_path, core_path);
	if (!read_file(grub, core_path) || grub->length > COMMANDS_SECTOR * SECTOR_SIZE)
		fail("what grub-mkimage made does not fit into %u sectors", COMMANDS_SECTOR);
	free(first);
	free(commands_path);
	free(core_path);
	close(commands);
	close(core);
}

/* Others may do the same at this moment: the file appears complete or not at all. */
static void keep(const struct buf *grub, const char *path)
{
	char *temporary = xasprintf("%s.%d", path, getpid());
	int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0 || write(fd, grub->data, grub->length) != (ssize_t)grub->length ||
	    rename(temporary, path))
		unlink(temporary);
	if (fd >= 0)
		close(fd);
	free(temporary);
}

void grub_load(struct buf *grub, const char *cache)
{
	char *path = cache ? xasprintf("%s/grub-%u.img", cache, FORMAT) : NULL;

	if (!path || !read_file(grub, path)) {
		buf_clear(grub);
		make(grub);
		if (path) {
			mkdir(cache, 0777);
			keep(grub, path);
		}
	}
	free(path);
}

/* GRUB puts a word with a blank into quotes and a backslash before what it finds special. */
static void add_word(struct buf *commands, const char *word)
{
	if (!*word || strpbrk(word, "'\"\\\n"))
		fail("GRUB would not pass the word '%s' as it is", word);
	buf_printf(commands, " '%s'", word);
}

static void add_load(struct buf *commands, const char *command, const struct extent *extent)
{
	buf_printf(commands, "%s (hd0)%u+%u", command, extent->sector, extent->sectors);
}

static void add_bytes(struct buf *commands, unsigned int port, const char *text)
{
	for (const char *c = text; *c; c++)
		buf_printf(commands, "outb %#x %u\n", port, *c);
}

/*
 * It comes back from booting only if it cannot. Then the machine is of no use, and Bochs is made to
 * say so: firmware can announce that its next message is its last.
 */
static void add_failure(struct buf *commands)
{
	buf_printf(commands, "outb %#x 0\n", BIOS_PANIC_PORT);
	add_bytes(commands, BIOS_MESSAGE_PORT, GRUB_FAILURE "\n");
}

void grub_commands(struct buf *commands, const struct boot *boot)
{
	struct words words = { 0 };

	words_split(&words, boot->append, "");
	add_load(commands, boot->initrd.sectors ? "linux" : "multiboot2", &boot->kernel);
	for (size_t i = 0; i < words.count; i++)
		add_word(commands, words.item[i]);
	if (boot->initrd.sectors) {
		buf_putc(commands, '\n');
		add_load(commands, "initrd", &boot->initrd);
	}
	buf_puts(commands, "\nboot\n");
	add_failure(commands);
	words_free(&words);
	if (commands->length > COMMANDS_SECTORS * SECTOR_SIZE)
		fail("the command line is too long for its place on the disk");
	while (commands->length < COMMANDS_SECTORS * SECTOR_SIZE)
		buf_putc(commands, '\n');
}
