/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All the software of a guest that kicks: it is the firmware. It gives the function at
 * 00:02.0 its I/O ports and a queue that is empty, kicks that in rounds, and prints on port
 * 0xe9 how many ticks of the TSC a kick took in each, in hexadecimal. The first round is the
 * VMM's to get used to it. Then it writes to port 0xf4, for QEMU to end.
 */
	.set	ROUNDS, 33
	.set	KICKS, 200
	.set	PORT, 0xc000
	.set	QUEUE_ADDRESS, PORT + 8
	.set	QUEUE_SELECT, PORT + 14
	.set	NOTIFY, PORT + 16
	.set	STATUS, PORT + 18
	.set	CONFIG, 0x80001000

	.code16
	.text
	.globl	_start
_start:
	cli

	/* BAR0, then I/O and bus master enable */
	movl	$CONFIG + 0x10, %eax
	movw	$0xcf8, %dx
	outl	%eax, %dx
	movl	$PORT, %eax
	movw	$0xcfc, %dx
	outl	%eax, %dx
	movl	$CONFIG + 4, %eax
	movw	$0xcf8, %dx
	outl	%eax, %dx
	movw	$5, %ax
	movw	$0xcfc, %dx
	outw	%ax, %dx

	/* ACKNOWLEDGE, DRIVER; queue 0 at 128 KiB; DRIVER_OK */
	movw	$STATUS, %dx
	movb	$1, %al
	outb	%al, %dx
	movb	$3, %al
	outb	%al, %dx
	movw	$QUEUE_SELECT, %dx
	xorw	%ax, %ax
	outw	%ax, %dx
	movw	$QUEUE_ADDRESS, %dx
	movl	$0x20, %eax
	outl	%eax, %dx
	movw	$STATUS, %dx
	movb	$7, %al
	outb	%al, %dx

	movw	$ROUNDS, %bp
round:
	rdtsc
	movl	%eax, %esi
	movw	$NOTIFY, %dx
	xorw	%ax, %ax
	movw	$KICKS, %cx
kick:
	outw	%ax, %dx
	decw	%cx
	jnz	kick
	rdtsc
	subl	%esi, %eax
	xorl	%edx, %edx
	movl	$KICKS, %ecx
	divl	%ecx

	/* eight digits, the highest first */
	movl	%eax, %ebx
	movw	$8, %cx
digit:
	roll	$4, %ebx
	movb	%bl, %al
	andb	$0xf, %al
	addb	$'0', %al
	cmpb	$'9', %al
	jbe	print
	addb	$'a' - '9' - 1, %al
print:
	outb	%al, $0xe9
	decw	%cx
	jnz	digit
	movb	$'\n', %al
	outb	%al, $0xe9
	decw	%bp
	jnz	round

	xorb	%al, %al
	outb	%al, $0xf4
stop:
	hlt
	jmp	stop

	/* where a processor begins: the last 16 bytes of 64 KiB */
	.org	0xfff0
	ljmp	$0xf000, $0
	.org	0x10000
