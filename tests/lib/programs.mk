# SPDX-License-Identifier: GPL-2.0-only
# What the makefiles of programs for the host VM share. To be included behind the
# first rule; before that they set
#
#	obj	the folder of their objects
#	library	sources that become $(obj)/library.a, if any
#	flags	more flags of the compiler, if any
#	tests	programs that are cmocka's tests, if any
#
# and they link with $(link). Sources may be in folders: lib/a.c is $(obj)/lib/a.o.
programs_mk := $(dir $(lastword $(MAKEFILE_LIST)))
CFLAGS ?= -O2 -g
flags += -std=gnu11 -pthread -Wall -Wextra -Werror -MMD -MP
link = $(CC) -pthread $(LDFLAGS) -o $@ $^ -lcmocka -ljson-c

$(obj)/library.a: $(library:%.c=$(obj)/%.o)
	$(RM) $@
	$(AR) rcs $@ $^

$(obj)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(flags) $(CFLAGS) -c -o $@ $<

# of which some can be chosen
$(tests): $(obj)/filter.o

$(obj)/filter.o: $(programs_mk)filter.c Makefile
	@mkdir -p $(@D)
	$(CC) $(flags) $(CFLAGS) -c -o $@ $<

.SECONDARY:

-include $(wildcard $(obj)/*.d $(obj)/*/*.d)
