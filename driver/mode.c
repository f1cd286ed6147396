// SPDX-License-Identifier: GPL-2.0-only
/* Which mode a device gets, in the order in which things can be in the way. */
#include <linux/moduleparam.h>
#include <linux/pci.h>
#include <linux/string.h>

#include "backend.h"
#include "device_ids.h"
#include "mode.h"

/* In the order in which they are asked. */
static const struct backend_ops *const backends[] = {
	&vvp_backend_owner,
#ifdef CONFIG_VIRTIO_PCI_ADMIN_LEGACY
	&vvp_backend_kernel,
#endif
	&vvp_backend_mediated,
};

const char *const vvp_mode_names[MODES] = {
	[MODE_MODERN] = "modern",
	[MODE_TRANSITIONAL] = "transitional",
	[MODE_LEGACY] = "legacy",
};

static int default_mode = MODE_TRANSITIONAL;

static int set_default_mode(const char *value, const struct kernel_param *kp)
{
	int mode = __sysfs_match_string(vvp_mode_names, MODES, value);

	if (mode < 0)
		return mode;
	*(int *)kp->arg = mode;
	return 0;
}

static int get_default_mode(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%s\n", vvp_mode_names[*(int *)kp->arg]);
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

#define THEN	", then bind this VF again"

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
	[REASON_DEFAULT] = {
		.word = "default",
		.text = "as default_mode says",
	},
	[REASON_CHOSEN] = {
		.word = "chosen",
		.text = "as was chosen",
	},
	[REASON_MEMORY_BAR0] = {
		.word = "memory_bar0",
		.text = "BAR0 is the device's own: modern, or legacy if that is chosen",
	},
	[REASON_NOT_VF] = {
		.word = "not_vf",
		.text = "not a virtual function, so there are no commands for it",
	},
	[REASON_NOT_VIRTIO] = {
		.word = "not_virtio",
		.text = "not a virtio 1.x device",
	},
	[REASON_NO_LEGACY_TYPE] = {
		.word = "no_legacy_type",
		.text = "no legacy support for this device type",
	},
	[REASON_OWN_BAR0] = {
		.word = "own_bar0",
		.text = "it has a BAR0 of its own",
	},
	[REASON_PF_DRIVER] = {
		.word = "pf_driver",
		.text = "the PF ",
		.rest = " is not driven by " PF_DRIVERS THEN,
	},
	[REASON_PF_GONE] = {
		.word = "pf_gone",
		.text = "the virtio device of the PF ",
		.rest = " has no driver, or one that cannot reset it; bind it anew" THEN,
	},
	[REASON_PF_NO_COMMANDS] = {
		.word = "pf_no_commands",
		.text = "the PF ",
		.rest = " offers no legacy commands",
	},
	[REASON_PF_NO_ANSWER] = {
		.word = "pf_no_answer",
		.text = "the PF ",
		.rest = " does not answer; bind its driver anew" THEN,
	},
	[REASON_PF_ERROR] = {
		.word = "pf_error",
		.text = "the PF ",
		.rest = " failed to read the VF's legacy device status",
	},
	[REASON_UNSAFE_TYPE] = {
		.word = "unsafe_type",
		.text = "without commands, a guest's page numbers would be the host's",
	},
	[REASON_NO_IOMMU] = {
		.word = "no_iommu",
		.text = "the device does not go through the IOMMU (no ACCESS_PLATFORM)",
	},
	[REASON_NO_STRUCTURES] = {
		.word = "no_structures",
		.text = "the device's virtio structures cannot be used",
	},
	[REASON_NO_RESET] = {
		.word = "no_reset",
		.text = "the device does not answer, or not finish a reset",
	},
	[REASON_HAS_VFS] = {
		.word = "has_vfs",
		.text = "the device has VFs; set its sriov_numvfs to 0, then bind it again",
	},
};

/**
 * vvp_mode_reason_word - the word for a reason
 * @reason: why
 */
const char *vvp_mode_reason_word(const struct mode_reason *reason)
{
	return words[reason->why].word;
}

/**
 * vvp_mode_reason_text - a reason in a sentence for people
 * @reason: why
 * @pdev: the device
 * @text: where to
 * @size: of that
 */
void vvp_mode_reason_text(const struct mode_reason *reason,
			  struct pci_dev *pdev, char *text, size_t size)
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
	if (!reason->backend)
		return;
	if (reason->by_commands)
		scnprintf(text + len, size - len,
			  "; legacy commands to the PF %s (backend %s)",
			  pci_name(pci_physfn(pdev)), reason->backend);
	else
		scnprintf(text + len, size - len,
			  "; made of its modern registers (backend %s)",
			  reason->backend);
}

/* Return: 0, as it is decided. */
static int modern_only(struct pci_dev *pdev, struct mode_choice *choice,
		       enum mode_why why, int err)
{
	char text[MODE_REASON_SIZE];

	*choice = (struct mode_choice){
		.is_virtio = true,
		.mode = MODE_MODERN,
		.reason = { .why = why, .err = err },
	};
	vvp_mode_reason_text(&choice->reason, pdev, text, sizeof(text));
	pci_info(pdev, "modern only: %s\n", text);
	return 0;
}

static bool has_bar0(struct pci_dev *pdev)
{
	return pci_resource_len(pdev, 0);
}

/* The host's own trouble, and no reason for another mode. */
static bool is_hosts_own(int err)
{
	return err == -ENOMEM || err == -EBUSY || err == ACCESS_ERR_KILLED;
}

/* Why a function that is no VF has no legacy interface. */
static int modern_only_by_itself(struct pci_dev *pdev,
				 struct mode_choice *choice, int err)
{
	switch (err) {
	case -ENODEV:
		return modern_only(pdev, choice,
				   has_bar0(pdev) ? REASON_OWN_BAR0 :
						    REASON_NOT_VF, 0);
	case BIND_ERR_TYPE:
		return modern_only(pdev, choice, REASON_UNSAFE_TYPE, 0);
	case BIND_ERR_PLATFORM:
		return modern_only(pdev, choice, REASON_NO_IOMMU, 0);
	case BIND_ERR_STRUCTURES:
		return modern_only(pdev, choice, REASON_NO_STRUCTURES, 0);
	case BIND_ERR_VFS:
		return modern_only(pdev, choice, REASON_HAS_VFS, 0);
	default:
		return modern_only(pdev, choice, REASON_NO_RESET, 0);
	}
}

/* Why no backend can reach the registers. Return: 0 if that is a reason. */
static int modern_only_by_pf(struct pci_dev *pdev, struct mode_choice *choice,
			     int err)
{
	if (is_hosts_own(err))
		return err;
	if (!pdev->is_virtfn)
		return modern_only_by_itself(pdev, choice, err);
	if (has_bar0(pdev))
		return modern_only(pdev, choice, REASON_OWN_BAR0, 0);
	switch (err) {
	case -ENODEV:
		return modern_only(pdev, choice, REASON_PF_DRIVER, 0);
	case ACCESS_ERR_PF_GONE:
		return modern_only(pdev, choice, REASON_PF_GONE, 0);
	case -EOPNOTSUPP:
		return modern_only(pdev, choice, REASON_PF_NO_COMMANDS, 0);
	case ACCESS_ERR_TIMEOUT:
	case ACCESS_ERR_LATE:
	case ACCESS_ERR_UNANSWERED:
	case ACCESS_ERR_FULL:
		return modern_only(pdev, choice, REASON_PF_NO_ANSWER, 0);
	default:
		return modern_only(pdev, choice, REASON_PF_ERROR, err);
	}
}

/*
 * May this way be one to the function at all? VFs of an owner with legacy commands have no
 * BAR0 (virtio 1.4, "Device groups", Legacy Interfaces).
 */
static bool fits(const struct backend_ops *ops, struct pci_dev *pdev)
{
	return !ops->opcodes || (pdev->is_virtfn && !has_bar0(pdev));
}

/**
 * vvp_backend_find - find a backend by its name
 * @name: the name, and a line end or none
 *
 * Return: NULL if there is none.
 */
const struct backend_ops *vvp_backend_find(const char *name)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(backends); i++)
		if (sysfs_streq(name, backends[i]->name))
			return backends[i];
	return NULL;
}

/**
 * vvp_backend_choose - the first way that there is to a function's registers
 * @pdev: the function
 * @type: its device type
 * @only: no other one; or NULL
 *
 * May sleep, as vvp_backend_bind() does.
 *
 * Return: as vvp_backend_bind(): what the first one said that had a reason, if there
 * is none.
 */
struct backend *vvp_backend_choose(struct pci_dev *pdev,
				   const struct legacy_type *type,
				   const struct backend_ops *only)
{
	struct backend *first = ERR_PTR(-ENODEV), *backend;
	int i;

	for (i = 0; i < ARRAY_SIZE(backends); i++) {
		if ((only && backends[i] != only) || !fits(backends[i], pdev))
			continue;
		backend = vvp_backend_bind(backends[i], pdev, type);
		if (!IS_ERR(backend) || is_hosts_own(PTR_ERR(backend)))
			return backend;
		if (first == ERR_PTR(-ENODEV))
			first = backend;
	}
	return first;
}

/*
 * A BAR0 of its own stays, unless somebody wants the legacy interface in its place: what
 * a modern guest is used to does not go by itself.
 */
static void choose_mode(struct mode_choice *choice)
{
	choice->mode = READ_ONCE(default_mode);
	choice->reason.why = REASON_DEFAULT;
	if (!choice->own_bar0 || choice->mode != MODE_TRANSITIONAL)
		return;
	choice->mode = MODE_MODERN;
	choice->reason.why = REASON_MEMORY_BAR0;
}

/**
 * vvp_mode_decide - decide which modes a device can have, and say so in the log
 * @pdev: the device
 * @choice: filled in
 *
 * May make an access by a backend, and sleeps for it.
 *
 * Return: 0, or a negative errno if it cannot be decided now.
 */
int vvp_mode_decide(struct pci_dev *pdev, struct mode_choice *choice)
{
	const struct legacy_type *type;
	char text[MODE_REASON_SIZE];
	struct backend *backend;

	if (!vvp_device_is_virtio(pdev->vendor, pdev->device)) {
		*choice = (struct mode_choice){
			.mode = MODE_MODERN,
			.reason = { .why = REASON_NOT_VIRTIO },
		};
		pci_info(pdev, "no virtio device: shown as vfio-pci does\n");
		return 0;
	}
	if (pdev->device < MODE_MODERN_ID(0))
		return modern_only(pdev, choice, REASON_NOT_VIRTIO, 0);
	type = vvp_legacy_type_find(pdev->device - MODE_MODERN_ID(0));
	if (!type)
		return modern_only(pdev, choice, REASON_NO_LEGACY_TYPE, 0);
	if (has_bar0(pdev) && !(pci_resource_flags(pdev, 0) & IORESOURCE_MEM))
		return modern_only(pdev, choice, REASON_OWN_BAR0, 0);
	backend = vvp_backend_choose(pdev, type, NULL);
	if (IS_ERR(backend))
		return modern_only_by_pf(pdev, choice, PTR_ERR(backend));

	*choice = (struct mode_choice){
		.is_virtio = true,
		.type = type,
		.backend = backend,
		.own_bar0 = has_bar0(pdev),
		.reason = {
			.backend = backend->ops->name,
			.by_commands = backend->ops->opcodes,
		},
	};
	choose_mode(choice);
	vvp_mode_reason_text(&choice->reason, pdev, text, sizeof(text));
	pci_info(pdev, "%s: I/O BAR0 of %zu bytes%s, %s\n",
		 vvp_mode_names[choice->mode], vvp_legacy_bar_size(type),
		 choice->mode == MODE_MODERN ? " is possible" : "", text);
	return 0;
}
