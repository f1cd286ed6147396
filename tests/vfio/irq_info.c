// SPDX-License-Identifier: GPL-2.0-only
/* What a VMM is told of the interrupts of a transitional VF. */
/* needs: vfs=1 bind=all group=intx */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include <linux/pci_regs.h>

#include "check.h"
#include "fixture.h"
#include "intx_line.h"

static void there_is_one_intx(void **state)
{
	struct vfio_irq_info info;

	(void)state;
	check_equal(vf_irq(&vf, VFIO_PCI_INTX_IRQ_INDEX, &info), 0, "info");
	check_equal(info.count, 1, "count");
	check_equal(info.flags,
		    VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE |
			    VFIO_IRQ_INFO_AUTOMASKED,
		    "flags");
	check_equal(info.index, VFIO_PCI_INTX_IRQ_INDEX, "index");
}

static void the_interrupt_pin_is_a(void **state)
{
	(void)state;
	check_equal(conf8(&vf, PCI_INTERRUPT_PIN), 1, "pin");
	set_conf8(&vf, PCI_INTERRUPT_PIN, 0);
	check_equal(conf8(&vf, PCI_INTERRUPT_PIN), 1, "pin, written");
}

/* Where a guest's firmware notes where it has put the pin. */
static void the_interrupt_line_can_be_noted(void **state)
{
	(void)state;
	set_conf8(&vf, PCI_INTERRUPT_LINE, 11);
	check_equal(conf8(&vf, PCI_INTERRUPT_LINE), 11, "line");
	check_equal(conf16(&vf, PCI_INTERRUPT_LINE), 0x10b, "line and pin");
}

static void nothing_is_pending_at_first(void **state)
{
	(void)state;
	assert_false(line_is_up(&vf));
}

static void the_vectors_are_those_of_the_vf(void **state)
{
	struct vfio_irq_info info;
	uint8_t msix = find_capability(&vf, PCI_CAP_ID_MSIX);
	uint16_t last;

	(void)state;
	assert_int_not_equal(msix, 0);
	last = conf16(&vf, msix + PCI_MSIX_FLAGS) & PCI_MSIX_FLAGS_QSIZE;
	check_equal(vf_irq(&vf, VFIO_PCI_MSIX_IRQ_INDEX, &info), 0, "info");
	check_equal(info.count, last + 1, "count");
	check_equal(vf_irq(&vf, VFIO_PCI_MSI_IRQ_INDEX, &info), 0, "info");
	check_equal(info.count, 0, "MSI");
}

static void a_question_cut_short_is_refused(void **state)
{
	struct vfio_irq_info info = { .index = VFIO_PCI_INTX_IRQ_INDEX };

	(void)state;
	for (info.argsz = 0; info.argsz < sizeof(info); info.argsz++) {
		check_equal(ioctl(vf.device, VFIO_DEVICE_GET_IRQ_INFO, &info),
			    -1, "argsz %u", info.argsz);
		check_equal(errno, EINVAL, "error");
	}
	check_equal(ioctl(vf.device, VFIO_DEVICE_GET_IRQ_INFO, NULL), -1,
		    "no memory");
	check_equal(errno, EFAULT, "error");
}

static void a_longer_question_is_answered(void **state)
{
	struct {
		struct vfio_irq_info info;
		uint32_t more;
	} ask = { .info = { .argsz = sizeof(ask) }, .more = 0x12345678 };

	(void)state;
	check_equal(ioctl(vf.device, VFIO_DEVICE_GET_IRQ_INFO, &ask.info), 0,
		    "info");
	check_equal(ask.info.count, 1, "count");
	check_equal(ask.more, 0x12345678, "what lies behind");
}

static void there_is_no_index_beyond_the_core_s(void **state)
{
	struct vfio_irq_info info;

	(void)state;
	check_equal(vf_irq(&vf, VFIO_PCI_NUM_IRQS, &info), -EINVAL, "info");
	check_equal(vf_irq(&vf, UINT32_MAX, &info), -EINVAL, "info");
}

/* Asking is no reason to send commands, or to change anything. */
static void it_is_the_same_while_in_use(void **state)
{
	struct vfio_irq_info info;
	int fd;

	(void)state;
	fd = enable_line(&vf);
	there_is_one_intx(state);
	the_interrupt_pin_is_a(state);
	check_equal(vf_irq(&vf, VFIO_PCI_MSIX_IRQ_INDEX, &info), 0, "info");
	assert_true(info.count > 1);
	disable_line(&vf, fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		vf_test(there_is_one_intx),
		vf_test(the_interrupt_pin_is_a),
		vf_test(the_interrupt_line_can_be_noted),
		vf_test(nothing_is_pending_at_first),
		vf_test(the_vectors_are_those_of_the_vf),
		vf_test(a_question_cut_short_is_refused),
		vf_test(a_longer_question_is_answered),
		vf_test(there_is_no_index_beyond_the_core_s),
		vf_test(it_is_the_same_while_in_use),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
