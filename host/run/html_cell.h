/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cells of the table in index.html. */
#ifndef HTML_CELL_H
#define HTML_CELL_H

#include "table.h"

/* The name of the case and its claim. */
void html_name(struct buf *html, const struct row *row);
/* A verdict that opens: claim, place, reason, duration, output, log. */
void html_cell(struct buf *html, const struct row *row);

#endif
