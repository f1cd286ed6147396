// SPDX-License-Identifier: GPL-2.0-only
/* The file that VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE gives out. */
#include <linux/anon_inodes.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vfio.h>

#include "migrate_file.h"

static void free_file(struct kref *ref)
{
	struct migrate_file *file = container_of(ref, struct migrate_file, ref);

	vvp_migrate_load_free(file->load);
	kvfree(file->data);
	pci_dev_put(file->vf);
	mutex_destroy(&file->lock);
	kfree(file);
}

/**
 * vvp_migrate_file_put - give a reference back
 * @file: the file, or NULL
 *
 * May sleep.
 */
void vvp_migrate_file_put(struct migrate_file *file)
{
	if (file)
		kref_put(&file->ref, free_file);
}

/**
 * vvp_migrate_load_free - free what a stream on its way in needs
 * @load: allocated by kvmalloc(), as are the parts in it; or NULL
 */
void vvp_migrate_load_free(struct migrate_load *load)
{
	if (!load)
		return;
	kvfree(load->reader.parts);
	kvfree(load->own_parts);
	kvfree(load);
}

static struct migrate_file *new_file(struct pci_dev *vf)
{
	struct migrate_file *file = kzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);

	if (!file)
		return NULL;
	kref_init(&file->ref);
	mutex_init(&file->lock);
	init_waitqueue_head(&file->wait);
	file->vf = pci_dev_get(vf);
	return file;
}

/**
 * vvp_migrate_file_save - make one that the VMM reads
 * @vf: the function
 * @room: bytes of data that there can be
 *
 * Return: with a reference; NULL if there is no memory.
 */
struct migrate_file *vvp_migrate_file_save(struct pci_dev *vf, size_t room)
{
	struct migrate_file *file = new_file(vf);

	if (!file)
		return NULL;
	file->room = room;
	file->data = kvzalloc(room, GFP_KERNEL_ACCOUNT);
	if (!file->data) {
		vvp_migrate_file_put(file);
		return NULL;
	}
	return file;
}

/**
 * vvp_migrate_file_load - make one that the VMM writes
 * @vf: the function
 * @log: of what is wrong with it
 * @load: ready to read; taken over on success
 *
 * Return: with a reference; NULL if there is no memory.
 */
struct migrate_file *vvp_migrate_file_load(struct pci_dev *vf,
					   struct ratelimit_state *log,
					   struct migrate_load *load)
{
	struct migrate_file *file = new_file(vf);

	if (!file)
		return NULL;
	file->log = log;
	file->load = load;
	return file;
}

/**
 * vvp_migrate_file_end - no more data goes by a file, whoever still has it
 * @file: the file
 *
 * May sleep, but not for what a VMM does.
 */
void vvp_migrate_file_end(struct migrate_file *file)
{
	mutex_lock(&file->lock);
	file->ended = true;
	mutex_unlock(&file->lock);
	wake_up_all(&file->wait);
}

/**
 * vvp_migrate_file_add - data has been put behind what was there
 * @file: one that the VMM reads
 * @len: number of bytes
 * @more: is there more to come?
 */
void vvp_migrate_file_add(struct migrate_file *file, size_t len, bool more)
{
	mutex_lock(&file->lock);
	file->len += len;
	file->pre_copy = more;
	mutex_unlock(&file->lock);
	wake_up_all(&file->wait);
}

static int release_file(struct inode *inode, struct file *filp)
{
	vvp_migrate_file_put(filp->private_data);
	return 0;
}

/* What can be read next. Return: number of bytes, 0 at the end, or a negative errno. */
static ssize_t readable(struct migrate_file *file, size_t *pos)
{
	ssize_t ret;

	if (mutex_lock_killable(&file->lock))
		return -EINTR;
	*pos = file->pos;
	ret = file->len - file->pos;
	if (file->ended)
		ret = -ENODEV;
	else if (!ret && file->pre_copy)
		ret = -ENOMSG;
	mutex_unlock(&file->lock);
	return ret;
}

/* Who reads at two places at once gets something twice. */
static void was_read(struct migrate_file *file, size_t end)
{
	mutex_lock(&file->lock);
	file->pos = end;
	mutex_unlock(&file->lock);
}

static ssize_t read_file(struct file *filp, char __user *buf, size_t count,
			 loff_t *ppos)
{
	struct migrate_file *file = filp->private_data;
	ssize_t len;
	size_t pos;

	if (ppos)
		return -ESPIPE;
	len = readable(file, &pos);
	if (len <= 0)
		return len;
	len = min_t(size_t, len, count);
	/* What is there stays as it is, so no lock is needed. */
	if (copy_to_user(buf, file->data + pos, len))
		return -EFAULT;
	was_read(file, pos + len);
	return len;
}

static __poll_t poll_file(struct file *filp, struct poll_table_struct *wait)
{
	struct migrate_file *file = filp->private_data;
	__poll_t mask = 0;

	poll_wait(filp, &file->wait, wait);
	mutex_lock(&file->lock);
	if (file->ended)
		mask = EPOLLIN | EPOLLRDNORM | EPOLLRDHUP;
	else if (file->pos < file->len || !file->pre_copy)
		mask = EPOLLIN | EPOLLRDNORM;
	mutex_unlock(&file->lock);
	return mask;
}

static long ioctl_file(struct file *filp, unsigned int cmd, unsigned long arg)
{
	unsigned long minsz = offsetofend(struct vfio_precopy_info, dirty_bytes);
	struct migrate_file *file = filp->private_data;
	struct vfio_precopy_info info = {};
	int ret = 0;

	if (cmd != VFIO_MIG_GET_PRECOPY_INFO)
		return -ENOTTY;
	if (copy_from_user(&info, (void __user *)arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;

	mutex_lock(&file->lock);
	if (file->ended)
		ret = -ENODEV;
	else if (!file->pre_copy)
		ret = -EINVAL;
	info.flags = 0;
	info.initial_bytes = file->len - file->pos;
	info.dirty_bytes = 0;
	mutex_unlock(&file->lock);
	if (ret)
		return ret;
	return copy_to_user((void __user *)arg, &info, minsz) ? -EFAULT : 0;
}

static const struct file_operations save_fops = {
	.owner = THIS_MODULE,
	.read = read_file,
	.poll = poll_file,
	.unlocked_ioctl = ioctl_file,
	.compat_ioctl = compat_ptr_ioctl,
	.release = release_file,
};

/**
 * vvp_migrate_log - the line that says what is wrong, if there were not many
 * @vf: the function
 * @log: its
 * @what: has been refused
 * @text: and why
 */
void vvp_migrate_log(struct pci_dev *vf, struct ratelimit_state *log,
		     const char *what, const char *text)
{
	if (__ratelimit(log))
		pci_warn(vf, "live migration: %s: %s\n", what, text);
}

/* The one line that says what is wrong with a stream. */
static int refuse(struct migrate_file *file)
{
	char text[STREAM_ERROR_TEXT];

	vvp_stream_error_text(&file->load->reader.error, text, sizeof(text));
	vvp_migrate_log(file->vf, file->log, "stream refused", text);
	return -EINVAL;
}

static int check_identity(struct migrate_file *file)
{
	struct migrate_load *load = file->load;
	struct stream_difference difference;
	char text[STREAM_DIFFERENCE_TEXT];

	if (vvp_stream_compare(&load->reader.identity, &load->own,
			       &difference) == STREAM_SAME)
		return 0;
	vvp_stream_difference_text(&difference, text, sizeof(text));
	vvp_migrate_log(file->vf, file->log,
			"it is from another kind of device", text);
	return -EINVAL;
}

static int take(struct migrate_file *file, const u8 *from, size_t count)
{
	struct stream_reader *reader = &file->load->reader;
	size_t len;
	int ret;
	u8 *to;

	lockdep_assert_held(&file->lock);

	for (; count; count -= len, from += len) {
		len = min(vvp_stream_read_room(reader, &to), count);
		if (!len)
			return refuse(file);
		/* Nowhere is where records go that are skipped. */
		if (to)
			memcpy(to, from, len);
		ret = vvp_stream_read_got(reader, len);
		if (ret < 0)
			return refuse(file);
		if (ret == STREAM_GOT_IDENTITY && check_identity(file))
			return -EINVAL;
	}
	return 0;
}

static int take_locked(struct migrate_file *file, const u8 *from, size_t count)
{
	if (mutex_lock_killable(&file->lock))
		return -EINTR;
	if (file->ended)
		file->err = -ENODEV;
	else if (!file->err)
		file->err = take(file, from, count);
	mutex_unlock(&file->lock);
	return file->err;
}

static ssize_t write_file(struct file *filp, const char __user *buf,
			  size_t count, loff_t *ppos)
{
	struct migrate_file *file = filp->private_data;
	size_t done, len;
	int ret = 0;
	u8 *page;

	if (ppos)
		return -ESPIPE;
	page = (u8 *)__get_free_page(GFP_KERNEL_ACCOUNT);
	if (!page)
		return -ENOMEM;
	for (done = 0; done < count; done += len) {
		len = min_t(size_t, count - done, PAGE_SIZE);
		if (copy_from_user(page, buf + done, len)) {
			ret = done ? 0 : -EFAULT;
			break;
		}
		ret = take_locked(file, page, len);
		if (ret)
			break;
		cond_resched();
	}
	free_page((unsigned long)page);
	return ret ? ret : done;
}

static const struct file_operations load_fops = {
	.owner = THIS_MODULE,
	.write = write_file,
	.release = release_file,
};

/**
 * vvp_migrate_file_open - make the file for the VMM
 * @file: what is behind it; gets another reference
 *
 * Return: or an ERR_PTR().
 */
struct file *vvp_migrate_file_open(struct migrate_file *file)
{
	struct file *filp;

	filp = anon_inode_getfile("virtio-vfio-pci-migration",
				  file->load ? &load_fops : &save_fops, file,
				  file->load ? O_WRONLY : O_RDONLY);
	if (IS_ERR(filp))
		return filp;
	kref_get(&file->ref);
	stream_open(file_inode(filp), filp);
	return filp;
}
