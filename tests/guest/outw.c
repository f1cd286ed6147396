// SPDX-License-Identifier: GPL-2.0-only
/*
 * outw PORT COUNT FIRST [LAST]: writes 16 bits to an I/O port, COUNT times, or without an
 * end if that is 0; FIRST, or FIRST to LAST by turns. It is for guests, to which it goes
 * by an emulated serial port: so there is no C library in it. Numbers are decimal.
 */
#include <sys/syscall.h>

static long call(long number, long arg)
{
	long ret;

	asm volatile("syscall"
		     : "=a"(ret)
		     : "a"(number), "D"(arg)
		     : "rcx", "r11", "memory");
	return ret;
}

static unsigned long number(const char *text)
{
	unsigned long n = 0;

	while (*text >= '0' && *text <= '9')
		n = n * 10 + *text++ - '0';
	return n;
}

void _start(void);

/* @stack: as the kernel leaves it: the number of arguments, and these */
static int outw(const long *stack)
{
	char *const *argv = (char *const *)(stack + 1);
	unsigned short port, first, last, data;
	unsigned long count;

	if (*stack < 4 || *stack > 5)
		return 2;
	port = number(argv[1]);
	count = number(argv[2]);
	first = number(argv[3]);
	data = first;
	last = *stack == 5 ? number(argv[4]) : first;
	if (call(SYS_iopl, 3))
		return 1;
	for (unsigned long i = 0; !count || i < count; i++) {
		asm volatile("outw %0, %1" : : "a"(data), "d"(port));
		data = data == last ? first : data + 1;
	}
	return 0;
}

void begin(const long *stack);

void begin(const long *stack)
{
	call(SYS_exit, outw(stack));
}

/* Where the kernel begins: no return address is on the stack, as a function has one. */
__attribute__((naked)) void _start(void)
{
	asm("mov %rsp, %rdi; and $-16, %rsp; call begin");
}
