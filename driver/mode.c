// SPDX-License-Identifier: GPL-2.0-only
/* Which mode a device gets, in the order in which things can be in the way. */
#include <linux/moduleparam.h>
#include <linux/pci.h>
#include <linux/string.h>

#include "commands.h"
#include "mode.h"

/* Modern virtio devices: PCI device id = this + virtio device id. */
#define MODERN_DEVICE_ID_BASE	0x1040
#define MODERN_DEVICE_ID_END	0x1080

const char *const mode_names[MODES] = {
	[MODE_MODERN] = "modern",
	[MODE_TRANSITIONAL] = "transitional",
	[MODE_LEGACY] = "legacy",
};

static int default_mode = MODE_TRANSITIONAL;

static int set_default_mode(const char *value, const struct kernel_param *kp)
{
	int mode = __sysfs_match_string(mode_names, MODES, value);

	if (mode < 0)
		return mode;
	*(int *)kp->arg = mode;
	return 0;
}

static int get_default_mode(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%s\n", mode_names[*(int *)kp->arg]);
}

static const struct kernel_param_ops default_mode_ops = {
	.set = set_default_mode,
	.get = get_default_mode,
};

module_param_cb(default_mode, &default_mode_ops, &default_mode, 0644);
MODULE_PARM_DESC(default_mode,
		 "Mode of a VF that can have any: transitional, legacy (transitional, the modern interface hidden) or modern (default: transitional)");

#ifdef CONFIG_VIRTIO_PCI_ADMIN_LEGACY
#define PF_DRIVERS	"virtio-pci or virtio-owner; bind it to one of them"
#else
#define PF_DRIVERS	"virtio-owner (and this kernel's virtio-pci has no legacy commands); bind it to that"
#endif

/**
 * struct reason_words - how a reason is said
 * @word: an interface, see docs/abi.md
 * @text: for people
 * @rest: what follows behind the PF's address, if @text ends with that
 */
struct reason_words {
	const char *word;
	const char *text;
	const char *rest;
};

static const struct reason_words words[] = {
	[REASON_DEFAULT] = { "default", "as default_mode says" },
	[REASON_CHOSEN] = { "chosen", "as was chosen" },
	[REASON_NOT_VF] = { "not_vf", "not a virtual function" },
	[REASON_NOT_VIRTIO] = { "not_virtio", "not a virtio 1.x device" },
	[REASON_NO_LEGACY_TYPE] = { "no_legacy_type",
		"no legacy support for this device type" },
	[REASON_OWN_BAR0] = { "own_bar0", "the VF has a BAR0 of its own" },
	[REASON_PF_DRIVER] = { "pf_driver", "the PF ",
		" is not driven by " PF_DRIVERS ", then bind this VF again" },
	[REASON_PF_GONE] = { "pf_gone", "the virtio device of the PF ",
		" has no driver, or one that cannot reset it; bind it anew, then bind this VF again" },
	[REASON_PF_NO_COMMANDS] = { "pf_no_commands", "the PF ",
		" offers no legacy commands" },
	[REASON_PF_NO_ANSWER] = { "pf_no_answer", "the PF ",
		" does not answer; bind its driver anew, then bind this VF again" },
	[REASON_PF_ERROR] = { "pf_error", "the PF ",
		" failed to read the VF's legacy device status" },
};

/**
 * mode_reason_word - the word for a reason
 * @reason: why
 */
const char *mode_reason_word(const struct mode_reason *reason)
{
	return words[reason->why].word;
}

/**
 * mode_reason_text - a reason in a sentence for people
 * @reason: why
 * @pdev: the device
 * @text: where to
 * @size: of that
 */
void mode_reason_text(const struct mode_reason *reason, struct pci_dev *pdev,
		      char *text, size_t size)
{
	const struct reason_words *say = &words[reason->why];
	int len;

	len = scnprintf(text, size, "%s", say->text);
	if (say->rest)
		len += scnprintf(text + len, size - len, "%s%s",
				 pci_name(pci_physfn(pdev)), say->rest);
	if (reason->err)
		len += scnprintf(text + len, size - len, " (error %d)",
				 -reason->err);
	if (reason->backend)
		scnprintf(text + len, size - len,
			  "; legacy commands to the PF %s (backend %s)",
			  pci_name(pci_physfn(pdev)), reason->backend);
}

static const struct legacy_type *modern_only(struct pci_dev *pdev,
					     struct mode_reason *reason,
					     enum mode_why why, int err)
{
	char text[MODE_REASON_SIZE];

	*reason = (struct mode_reason){ .why = why, .err = err };
	mode_reason_text(reason, pdev, text, sizeof(text));
	pci_info(pdev, "modern only: %s\n", text);
	return NULL;
}

static const struct legacy_type *modern_only_by_pf(struct pci_dev *pdev,
						   struct mode_reason *reason,
						   int err)
{
	switch (err) {
	/* The host's own trouble, and no reason for another mode. */
	case -ENOMEM:
	case -EBUSY:
	case ACCESS_ERR_KILLED:
		return ERR_PTR(err);
	case -ENODEV:
		return modern_only(pdev, reason, REASON_PF_DRIVER, 0);
	case ACCESS_ERR_PF_GONE:
		return modern_only(pdev, reason, REASON_PF_GONE, 0);
	case -EOPNOTSUPP:
		return modern_only(pdev, reason, REASON_PF_NO_COMMANDS, 0);
	case ACCESS_ERR_TIMEOUT:
	case ACCESS_ERR_LATE:
	case ACCESS_ERR_UNANSWERED:
	case ACCESS_ERR_FULL:
		return modern_only(pdev, reason, REASON_PF_NO_ANSWER, 0);
	default:
		return modern_only(pdev, reason, REASON_PF_ERROR, err);
	}
}

/**
 * mode_decide - decide which modes a device can have, and say so in the log
 * @pdev: the device
 * @backend: set up if it can have a legacy interface
 * @mode: which one it gets, if nobody chooses another one
 * @reason: and why
 *
 * May send a command, and sleeps for it.
 *
 * Return: the device type if it can have a legacy interface; NULL if it can only
 * be shown as it is; or an ERR_PTR() if that cannot be told now.
 */
const struct legacy_type *mode_decide(struct pci_dev *pdev,
				      struct backend *backend,
				      enum mode *mode,
				      struct mode_reason *reason)
{
	const struct legacy_type *type;
	char text[MODE_REASON_SIZE];
	int ret;

	*mode = MODE_MODERN;

	if (!pdev->is_virtfn)
		return modern_only(pdev, reason, REASON_NOT_VF, 0);
	if (pdev->vendor != PCI_VENDOR_ID_REDHAT_QUMRANET ||
	    pdev->device < MODERN_DEVICE_ID_BASE ||
	    pdev->device >= MODERN_DEVICE_ID_END)
		return modern_only(pdev, reason, REASON_NOT_VIRTIO, 0);

	type = legacy_type_find(pdev->device - MODERN_DEVICE_ID_BASE);
	if (!type)
		return modern_only(pdev, reason, REASON_NO_LEGACY_TYPE, 0);
	if (pci_resource_len(pdev, 0))
		return modern_only(pdev, reason, REASON_OWN_BAR0, 0);

	ret = backend_owner_init(backend, pdev, commands_deadline());
	if (ret == -ENODEV)
		ret = backend_kernel_init(backend, pdev, commands_deadline());
	if (ret)
		return modern_only_by_pf(pdev, reason, ret);

	*mode = READ_ONCE(default_mode);
	*reason = (struct mode_reason){
		.why = REASON_DEFAULT,
		.backend = backend->ops->name,
	};
	mode_reason_text(reason, pdev, text, sizeof(text));
	pci_info(pdev, "%s: I/O BAR0 of %zu bytes%s, %s\n", mode_names[*mode],
		 legacy_bar_size_of(type),
		 *mode == MODE_MODERN ? " is possible" : "", text);
	return type;
}
