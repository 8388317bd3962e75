# Read by the first process of the machine, for which see root.ts: what the initrd leaves to be done, then the command.
mkdir -p /dev/pts /dev/shm /out
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
ip link set lo up
hostname vm
echo 4194304 >/proc/sys/kernel/pid_max
echo 1048576 >/proc/sys/fs/nr_open
# As much as anybody may have; who wants more than the usual 1024 raises it himself.
ulimit -Hn 1048576
ulimit -Sn 1024
export HOME=/root LANG=C.UTF-8 PATH=/project/node_modules/.bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
cd /project
# Through a pipe, as a terminal would be written to in another way.
mkfifo /run/said
cat /run/said >/dev/ttyS0 &
cat=$!
sh /project/vm-command </dev/null >/run/said 2>&1
echo $? >/run/code
# Who was left behind may have the pipe still.
timeout 5 tail --pid=$cat -f /dev/null
tar -cf /dev/vdc -C /run code -C / out
sync
echo 0 >/proc/sys/kernel/printk
echo b >/proc/sysrq-trigger
sleep 60
