/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Included before each file of the guests' library, so that it can stand in
 * one program with the libc of this machine.
 */
#define memchr	  guest_memchr
#define memcmp	  guest_memcmp
#define memcpy	  guest_memcpy
#define memmove	  guest_memmove
#define memset	  guest_memset
#define strchr	  guest_strchr
#define strcmp	  guest_strcmp
#define strcspn	  guest_strcspn
#define strlcat	  guest_strlcat
#define strlcpy	  guest_strlcpy
#define strlen	  guest_strlen
#define strncmp	  guest_strncmp
#define strnlen	  guest_strnlen
#define strrchr	  guest_strrchr
#define strspn	  guest_strspn
#define strstr	  guest_strstr
#define strtok_r  guest_strtok_r
#define printf	  guest_printf
#define vprintf	  guest_vprintf
#define snprintf  guest_snprintf
#define vsnprintf guest_vsnprintf
#define puts	  guest_puts
#define putchar	  guest_putchar
#define strtol	  guest_strtol
#define strtoul	  guest_strtoul
#define strtoll	  guest_strtoll
#define strtoull  guest_strtoull
#define atoi	  guest_atoi
#define qsort	  guest_qsort
#define bsearch	  guest_bsearch
