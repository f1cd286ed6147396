// SPDX-License-Identifier: GPL-2.0-only
/*
 * The VF opened and closed, bound and unbound, and the driver's module loaded,
 * with each allocation and each copy of user memory failing once.
 */
/* needs: vfs=2 bind=1 kernel=debug group=fault-injection */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bind.h"
#include "check.h"
#include "fail_each.h"

#define DRIVER_FILES "/sys/bus/pci/drivers/" OWN_NAME

static int bind_file, unbind_file, module_file;

static int prepare(void **state)
{
	const char *module = getenv("MODULE");

	bind_file = open(DRIVER_FILES "/bind", O_WRONLY | O_CLOEXEC);
	unbind_file = open(DRIVER_FILES "/unbind", O_WRONLY | O_CLOEXEC);
	module_file = open(module ? module : "", O_RDONLY | O_CLOEXEC);
	if (bind_file < 0 || unbind_file < 0 || module_file < 0)
		fail_msg("there is no driver, or MODULE is not its file");
	return fail_each_prepare(state);
}

static void close_device(void)
{
	close(target.device);
	target.device = -1;
}

static void with_msix(void)
{
	check_equal(target_set_msix(TARGET_VECTORS), 0, "MSI-X on");
}

static int do_close(void)
{
	close_device();
	return 0;
}

static int write_address(int file)
{
	size_t len = strlen(target.address);

	return pwrite(file, target.address, len, 0) < 0 ? -errno : 0;
}

static int do_bind(void)
{
	return write_address(bind_file);
}

static int do_unbind(void)
{
	return write_address(unbind_file);
}

static void unbind(void)
{
	vf_close(&target);
	check_equal(do_unbind(), 0, "unbind");
}

static void close_all(void)
{
	vf_close(&target);
}

/* Whether or not it is. */
static void bind_again(int ret)
{
	(void)ret;
	bind_driver(OUR_DRIVER, target.address);
}

static int load(void)
{
	return syscall(SYS_finit_module, module_file, "", 0) ? -errno : 0;
}

static int unload(void)
{
	return syscall(SYS_delete_module, TARGET_MODULE, O_NONBLOCK) ? -errno
								     : 0;
}

/* It finds no VF when it comes: binding has a test of its own. */
static void unload_before(void)
{
	vf_close(&target);
	set_attribute(target.address, "driver_override", "none");
	check_equal(unload(), 0, "unload");
}

/*
 * The kernel goes on without a file of the driver that it could not make, such
 * as bind; so a module that was loaded has to come once more.
 */
static void load_again(int ret)
{
	if (!ret)
		check_equal(unload(), 0, "unload");
	check_equal(load(), 0, "load");
	set_attribute(target.address, "driver_override", OUR_DRIVER);
	bind_again(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		fail_each("each_failure_in_an_open_is_clean",
			  .before = close_device,
			  .operation = target_get_device, .least = 9),
		fail_each("each_failure_in_a_close_is_clean",
			  .before = with_msix, .operation = do_close),
		/* Linux 6.12 does not give an IOMMU group back, and warns. */
		fail_each("each_failure_in_a_bind_is_clean", .before = unbind,
			  .operation = do_bind, .after = bind_again,
			  .least = 20, .not_in = "vfio_create_group"),
		fail_each("each_failure_in_an_unbind_is_clean",
			  .before = close_all, .operation = do_unbind,
			  .after = bind_again, .least = 2),
		/* Last, for it leaves other files of the driver's. */
		fail_each("each_failure_in_the_start_of_the_module_is_clean",
			  .before = unload_before, .operation = load,
			  .after = load_again, .least = 15,
			  .errors = { EINVAL }, .only_in = "do_one_initcall"),
	};

	return cmocka_run_group_tests(tests, prepare, NULL);
}
