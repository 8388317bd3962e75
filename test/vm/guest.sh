# Read by the first process of the machine, for which see root.ts: what is left to be done, then the command. Where an
# initrd has mounted something before, it stays.
mountpoint -q /proc || mount -t proc proc /proc
mountpoint -q /sys || mount -t sysfs sysfs /sys
mountpoint -q /dev || mount -t devtmpfs dev /dev
mountpoint -q /run || mount -t tmpfs tmpfs /run
[ -e /dev/fd ] || ln -s /proc/self/fd /dev/fd
mkdir -p /dev/pts /dev/shm /out
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
ip link set lo up
hostname vm
echo 4194304 >/proc/sys/kernel/pid_max
echo 1048576 >/proc/sys/fs/nr_open
# libuv's, which User-Mode Linux cannot have a process fork with ("Bad page map").
[ ! -e /dev/ubda ] || echo 2 >/proc/sys/kernel/io_uring_disabled
# As much as anybody may have; who wants more than the usual 1024 raises it himself.
ulimit -Hn 1048576
ulimit -Sn 1024
export HOME=/root LANG=C.UTF-8 PATH=/project/node_modules/.bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
cd /project
# Through a pipe, as a terminal would be written to in another way.
mkfifo /run/said
cat /run/said &
cat=$!
sh /project/vm-command </dev/null >/run/said 2>&1
echo $? >/run/code
# Who was left behind may have the pipe still.
timeout 5 tail --pid=$cat -f /dev/null
tar -cf "$results" -C /run code -C / out
sync
echo 0 >/proc/sys/kernel/printk
# User-Mode Linux has no other end, qemu is told to take this for one.
if [ -e /dev/ubda ]; then echo o; else echo b; fi >/proc/sysrq-trigger
sleep 60
