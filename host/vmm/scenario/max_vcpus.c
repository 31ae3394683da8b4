/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtual CPUs: as many as KVM claims can be made, each runs, and one more is refused.
 *
 * A host announces limits (KVM_CAP_MAX_VCPUS, KVM_CAP_MAX_VCPU_ID), and management believes
 * them. An id below the limit that cannot be used, or a number that only exists on paper, is
 * found by the user who bought the large machine.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "../scenario.h"

static struct vm vm;
static int *fds;
static unsigned int made;

static void close_all(void)
{
	while (made)
		close(fds[--made]);
	free(fds);
	close(vm.fd);
	close(vm.kvm);
}

/* How many CPUs KVM says that it can make; a file for each must be allowed. */
static unsigned int begin(void)
{
	struct rlimit files;
	unsigned int most;

	vm_create(&vm);
	most = vm_has(&vm, KVM_CAP_MAX_VCPUS);
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	fds = calloc(most + 1, sizeof(*fds));
	if (!fds || files.rlim_cur < most + 64)
		SKIP("needs %u open files, %llu are allowed", most + 64,
		     (unsigned long long)files.rlim_cur);
	return most;
}

/* Makes the CPU; 0 or an errno. */
static int make(unsigned int id)
{
	int fd = ioctl(vm.fd, KVM_CREATE_VCPU, id);

	if (fd < 0)
		return errno;
	fds[made++] = fd;
	return 0;
}

TEST(as_many_as_claimed, "as many CPUs as KVM_CAP_MAX_VCPUS says can be made, and not one more",
     KVM_API("4.7 KVM_CREATE_VCPU") TIMEOUT(120))
{
	unsigned int most = begin();

	for (unsigned int id = 0; id < most; id++)
		REQUIRE_EQ(make(id), 0);
	CHECK(make(most) != 0, "CPU %u was made, beyond the limit", most);
	close_all();
}

TEST(last_id, "the last id below KVM_CAP_MAX_VCPU_ID can be used, the next one is refused",
     KVM_API("4.7 KVM_CREATE_VCPU"))
{
	unsigned int ids;

	begin();
	ids = vm_has(&vm, KVM_CAP_MAX_VCPU_ID);
	if (!ids)
		ids = vm_has(&vm, KVM_CAP_MAX_VCPUS);
	CHECK_EQ(make(ids), EINVAL);
	CHECK_EQ(make(ids - 1), 0);
	close_all();
}

TEST(each_id_once, "an id that is in use is refused", KVM_API("4.7 KVM_CREATE_VCPU"))
{
	begin();
	REQUIRE_EQ(make(1), 0);
	CHECK_EQ(make(1), EEXIST);
	CHECK_EQ(make(0), 0);
	close_all();
}

TEST(each_runs, "each CPU of a machine with as many as KVM recommends runs and touches memory",
     KVM_API("4.7 KVM_CREATE_VCPU") TIMEOUT(120))
{
	struct vm asked;
	unsigned int count;

	vm_create(&asked);
	count = vm_has(&asked, KVM_CAP_NR_VCPUS);
	close(asked.fd);
	close(asked.kvm);
	if (count > GUEST_MAX_CPUS)
		count = GUEST_MAX_CPUS;
	guest_boot(count, count, 0, NULL);
	for (unsigned int id = 0; id < count; id++)
		guest_do(id,
			 &(struct command){
				 .what = COMMAND_WRITE, .first = id, .count = 1, .value = id + 1 });
	for (unsigned int id = 0; id < count; id++)
		CHECK_EQ(*(uint64_t *)vm_at(&guest.vm, guest_area() + id * AREA_PAGE, 8), id + 1);
}
