/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The style and the script of index.html, as text that ends in a NUL. */
	.section .rodata
	.global page_css
page_css:
	.incbin "host/run/page.css"
	.byte 0
	.global page_js
page_js:
	.incbin "host/run/page.js"
	.byte 0
	.section .note.GNU-stack, "", %progbits
