/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The data of a command. QEMU moves those of one CCW, with indirect addresses and
 * all that; what is chained to it by data chaining, QEMU leaves to the device.
 */
#include <endian.h>
#include <errno.h>

#include "pong.h"

#define FORMAT_0_END (1ull << 24)
#define FORMAT_1_END (1ull << 31)

static struct ccw read_ccw(uint64_t address, bool format_1)
{
	union {
		struct ccw format_1;
		struct {
			uint8_t command, data[3], flags, reserved;
			uint16_t count;
		} format_0;
	} raw;

	cpu_physical_memory_rw(address, &raw, sizeof(raw), false);
	if (format_1)
		return (struct ccw){ raw.format_1.command, raw.format_1.flags,
				     be16toh(raw.format_1.count), be32toh(raw.format_1.data) };
	return (struct ccw){ raw.format_0.command, raw.format_0.flags, be16toh(raw.format_0.count),
			     raw.format_0.data[0] << 16 | raw.format_0.data[1] << 8 |
				     raw.format_0.data[2] };
}

static bool good_address(uint64_t address, bool format_1)
{
	return !(address % sizeof(struct ccw)) &&
	       address + sizeof(struct ccw) <= (format_1 ? FORMAT_1_END : FORMAT_0_END) &&
	       !cpu_physical_memory_is_io(address);
}

static bool is_tic(const struct ccw *ccw, bool format_1)
{
	return format_1 ? ccw->command == CCW_TIC : (ccw->command & 0x0f) == CCW_TIC;
}

/* The next CCW of the chain, behind at most one TIC. False: a program check. */
static bool next_ccw(struct subchannel *sch, struct ccw *ccw)
{
	bool format_1 = sch->format_1, jumped = false;

	sch->program += sizeof(struct ccw);
	for (;;) {
		if (!good_address(sch->program, format_1))
			return false;
		*ccw = read_ccw(sch->program, format_1);
		if (!is_tic(ccw, format_1))
			break;
		if (jumped || (format_1 && (ccw->flags || ccw->count)))
			return false;
		sch->program = ccw->data;
		jumped = true;
	}
	return ccw->count && !(ccw->flags & (CCW_SUSPEND | CCW_MIDA));
}

static int chain(struct stream *stream)
{
	struct subchannel *sch = stream->pong->ccw.sch;
	uint8_t command = stream->ccw.command;

	if (!next_ccw(sch, &stream->ccw))
		return -EINVAL;
	stream->ccw.command = command; /* that of a chained CCW means nothing */
	ccw_dstream_init(&sch->stream, &stream->ccw, &sch->orb);
	if (stream->ccw.flags & CCW_PCI)
		status_intermediate(stream->pong);
	return 0;
}

uint16_t stream_residual(const struct stream *stream)
{
	const struct ccw_stream *data = &stream->pong->ccw.sch->stream;

	return data->count - data->at_byte;
}

int stream_move(struct stream *stream, void *data, uint32_t wanted, int direction, uint32_t *moved)
{
	struct ccw_stream *part = &stream->pong->ccw.sch->stream;
	int check = 0;

	*moved = 0;
	while (*moved < wanted && !check) {
		uint32_t size = stream_residual(stream);

		if (!size && !(stream->ccw.flags & CCW_CHAIN_DATA))
			break;
		if (!size) {
			check = chain(stream);
			continue;
		}
		if (size > wanted - *moved)
			size = wanted - *moved;
		check = part->move(part, (char *)data + *moved, size, direction);
		if (!check)
			*moved += size;
	}
	return check;
}
