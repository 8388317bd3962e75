# Completion for fish (3.5 or later) of runit's programs and runstate. Source it, or install it as NAME.fish for each program in a
# directory of $fish_complete_path. Made from manual/pages by npm run manual.

# The services in a directory, and their log services.
function __runstate_services
    set -l directory /etc/service
    set -q SVDIR; and test -n "$SVDIR"; and set directory $SVDIR
    set -l words (commandline -opc)
    set -l at (contains -i -- --directory $words); and set -q words[(math $at + 1)]; and set directory $words[(math $at + 1)]
    for path in $directory/*/
        set -l name (path basename $path)
        echo $name
        test -d $path/log; and echo $name/log
    end
end

# How many operands there are before the cursor; the arguments are the options that have one.
function __runstate_operands
    set -l words (commandline -opc)
    set -l count 0
    set -l skip yes
    for word in $words
        if test -n "$skip"
            set skip
        else if contains -- $word $argv
            set skip yes
        else if not string match -q -- '-*' $word
            set count (math $count + 1)
        end
    end
    echo $count
end

complete -c chpst -f
complete -c chpst -s u -x -a '(__fish_complete_users)' -d 'run as user, with that group, or with several (user:one:two), or with the user\'s own, and no others'
complete -c chpst -s U -x -a '(__fish_complete_users)' -d 'set UID and GID in the environment, and change no ids'
complete -c chpst -s b -x -d 'have prog be called argv0'
complete -c chpst -s e -x -a '(__fish_complete_directories)' -d 'set a variable for each file in dir'
complete -c chpst -s / -x -a '(__fish_complete_directories)' -d 'change the root directory'
complete -c chpst -s C -x -a '(__fish_complete_directories)' -d 'change the working directory, in that root'
complete -c chpst -s n -x -d 'add nice to the nice value'
complete -c chpst -s l -r -F -d 'lock that file, which is made where it is not there, and wait for it'
complete -c chpst -s L -r -F -d 'as -l, and fail where it is locked'
complete -c chpst -s m -x -d 'allow n bytes of data, of stack, of locked memory and of address space each'
complete -c chpst -s d -x -d 'allow n bytes of data'
complete -c chpst -s o -x -d 'allow n open files'
complete -c chpst -s p -x -d 'allow n processes of this user'
complete -c chpst -s f -x -d 'allow files of n bytes'
complete -c chpst -s c -x -d 'allow core files of n bytes'
complete -c chpst -s r -x -d 'allow n bytes of resident memory, where the system has such a limit'
complete -c chpst -s t -x -d 'allow n seconds of CPU time'
complete -c chpst -s v -d 'warn of what cannot be done'
complete -c chpst -s P -d 'lead a session of its own'
complete -c chpst -s 0 -d 'close standard input'
complete -c chpst -s 1 -d 'close standard output'
complete -c chpst -s 2 -d 'close standard error'
complete -c chpst -s V -d 'print the version and the usage, and exit 100'
complete -c chpst -x -a '(__fish_complete_subcommand --fcs-skip=1 -u -U -b -e -/ -C -n -l -L -m -d -o -p -f -c -r -t)'

complete -c setuidgid -f
complete -c setuidgid -n 'test (__runstate_operands ) -eq 0' -x -a '(__fish_complete_users)'
complete -c setuidgid -n 'test (__runstate_operands ) -ge 1' -x -a '(__fish_complete_subcommand --fcs-skip=2 )'

complete -c envuidgid -f
complete -c envuidgid -n 'test (__runstate_operands ) -eq 0' -x -a '(__fish_complete_users)'
complete -c envuidgid -n 'test (__runstate_operands ) -ge 1' -x -a '(__fish_complete_subcommand --fcs-skip=2 )'

complete -c envdir -f
complete -c envdir -n 'test (__runstate_operands ) -eq 0' -x -a '(__fish_complete_directories)'
complete -c envdir -n 'test (__runstate_operands ) -ge 1' -x -a '(__fish_complete_subcommand --fcs-skip=2 )'

complete -c pgrphack -f
complete -c pgrphack -x -a '(__fish_complete_subcommand --fcs-skip=1 )'

complete -c setlock -f
complete -c setlock -s n -d 'wait for the lock'
complete -c setlock -s N -d 'fail where it is locked'
complete -c setlock -s x -d 'whatever fails, exit 0 without a word'
complete -c setlock -s X -d 'tell what fails, and exit 111'
complete -c setlock -n 'test (__runstate_operands ) -eq 0' -r -F
complete -c setlock -n 'test (__runstate_operands ) -ge 1' -x -a '(__fish_complete_subcommand --fcs-skip=2 )'

complete -c softlimit -f
complete -c softlimit -s a -x -d 'bytes of address space'
complete -c softlimit -s c -x -d 'bytes of a core file'
complete -c softlimit -s d -x -d 'bytes of data'
complete -c softlimit -s f -x -d 'bytes of a file'
complete -c softlimit -s l -x -d 'bytes of locked memory'
complete -c softlimit -s m -x -d 'bytes of data, of stack, of locked memory and of address space each'
complete -c softlimit -s o -x -d 'open files'
complete -c softlimit -s p -x -d 'processes of this user'
complete -c softlimit -s r -x -d 'bytes of resident memory'
complete -c softlimit -s s -x -d 'bytes of stack'
complete -c softlimit -s t -x -d 'seconds of CPU time'
complete -c softlimit -x -a '(__fish_complete_subcommand --fcs-skip=1 -a -c -d -f -l -m -o -p -r -s -t)'

complete -c rsvlog -f
complete -c rsvlog -l version -d 'print the version'

complete -c runit-init -f
complete -c runit-init -s V -d 'print the version and the usage'

complete -c runstate -f
complete -c runstate -n __fish_use_subcommand -a demo -d 'supervise the services in DIR (the examples) in a live table, until Ctrl-C'
complete -c runstate -n '__fish_seen_subcommand_from demo' -l help -d 'tell how it is used'
complete -c runstate -n '__fish_seen_subcommand_from demo; and test (__runstate_operands ) -ge 1' -x -a '(__fish_complete_directories)'
complete -c runstate -n __fish_use_subcommand -a doctor -d 'find the usual mistakes in a directory of services, or in one service, and say how to mend them'
complete -c runstate -n '__fish_seen_subcommand_from doctor' -l json -d 'as JSON'
complete -c runstate -n '__fish_seen_subcommand_from doctor' -l directory -x -a '(__fish_complete_directories)' -d 'as DIR'
complete -c runstate -n '__fish_seen_subcommand_from doctor' -l help -d 'tell how it is used'
complete -c runstate -n '__fish_seen_subcommand_from doctor; and test (__runstate_operands --directory) -ge 1' -x -a '(__fish_complete_directories)'
complete -c runstate -n __fish_use_subcommand -a events -d 'show the last steps of all services, or of one'
complete -c runstate -n '__fish_seen_subcommand_from events' -l json -d 'each step as JSON, in a line'
complete -c runstate -n '__fish_seen_subcommand_from events' -l follow -d 'go on with what happens from now on, until the supervisor ends'
complete -c runstate -n '__fish_seen_subcommand_from events' -l directory -x -a '(__fish_complete_directories)' -d 'the directory of services ($SVDIR, else /etc/service)'
complete -c runstate -n '__fish_seen_subcommand_from events' -l help -d 'tell how it is used'
complete -c runstate -n '__fish_seen_subcommand_from events; and test (__runstate_operands --directory) -ge 1' -x -a '(__runstate_services)'
complete -c runstate -n __fish_use_subcommand -a history -d 'tell why a service is in its state, and its last steps'
complete -c runstate -n '__fish_seen_subcommand_from history' -l json -d 'as a recording, which the page of runstate-ui(8) can show'
complete -c runstate -n '__fish_seen_subcommand_from history' -l directory -x -a '(__fish_complete_directories)' -d 'the directory of services ($SVDIR, else /etc/service)'
complete -c runstate -n '__fish_seen_subcommand_from history' -l help -d 'tell how it is used'
complete -c runstate -n '__fish_seen_subcommand_from history; and test (__runstate_operands --directory) -ge 1' -x -a '(__runstate_services)'
complete -c runstate -n __fish_use_subcommand -a import -d 'make services of the apps in an ecosystem file of pm2\'s'
complete -c runstate -n '__fish_seen_subcommand_from import' -l env -x -d 'with the variables of env_NAME, too'
complete -c runstate -n '__fish_seen_subcommand_from import' -l directory -x -a '(__fish_complete_directories)' -d 'the directory of services ($SVDIR, else /etc/service)'
complete -c runstate -n '__fish_seen_subcommand_from import' -l in -x -a '(__fish_complete_directories)' -d 'make them there, and link them in the directory of services'
complete -c runstate -n '__fish_seen_subcommand_from import' -l help -d 'tell how it is used'
complete -c runstate -n '__fish_seen_subcommand_from import; and test (__runstate_operands --env --directory --in) -ge 1' -r -F
complete -c runstate -n __fish_use_subcommand -a init -d 'be a container\'s process 1'
complete -c runstate -n '__fish_seen_subcommand_from init' -l main -x -d 'the service whose end is the container\'s'
complete -c runstate -n '__fish_seen_subcommand_from init' -l timeout -x -d 'seconds that services get to stop, before they are killed (8)'
complete -c runstate -n '__fish_seen_subcommand_from init' -l help -d 'tell how it is used'
complete -c runstate -n '__fish_seen_subcommand_from init; and test (__runstate_operands --main --timeout) -ge 1' -x -a '(__fish_complete_directories)'
complete -c runstate -n __fish_use_subcommand -a install -d 'have all programs in a directory by their names, such as /usr/local/bin'
complete -c runstate -n '__fish_seen_subcommand_from install' -l help -d 'tell how it is used'
complete -c runstate -n '__fish_seen_subcommand_from install; and test (__runstate_operands ) -ge 1' -x -a '(__fish_complete_directories)'
complete -c runstate -n __fish_use_subcommand -a new -d 'make a service of a command, with a log service'
complete -c runstate -n '__fish_seen_subcommand_from new' -l directory -x -a '(__fish_complete_directories)' -d 'the directory of services ($SVDIR, else /etc/service)'
complete -c runstate -n '__fish_seen_subcommand_from new' -l in -x -a '(__fish_complete_directories)' -d 'make it there, and link it in the directory of services'
complete -c runstate -n '__fish_seen_subcommand_from new' -l user -x -a '(__fish_complete_users)' -d 'run it as that user'
complete -c runstate -n '__fish_seen_subcommand_from new' -l env -x -d 'set a variable for it'
complete -c runstate -n '__fish_seen_subcommand_from new' -l chdir -x -a '(__fish_complete_directories)' -d 'run it there'
complete -c runstate -n '__fish_seen_subcommand_from new' -l no-log -d 'make no log service'
complete -c runstate -n '__fish_seen_subcommand_from new' -l down -d 'have it wait for sv up'
complete -c runstate -n '__fish_seen_subcommand_from new' -l help -d 'tell how it is used'
complete -c runstate -n '__fish_seen_subcommand_from new; and test (__runstate_operands --directory --in --user --env --chdir) -eq 1' -x
complete -c runstate -n '__fish_seen_subcommand_from new; and test (__runstate_operands --directory --in --user --env --chdir) -ge 2' -x -a '(__fish_complete_subcommand --fcs-skip=2 --directory --in --user --env --chdir)'
complete -c runstate -n __fish_use_subcommand -a status -d 'show how services and their log services are'
complete -c runstate -n '__fish_seen_subcommand_from status' -l json -d 'as JSON, in a line'
complete -c runstate -n '__fish_seen_subcommand_from status' -l directory -x -a '(__fish_complete_directories)' -d 'the directory of services ($SVDIR, else /etc/service)'
complete -c runstate -n '__fish_seen_subcommand_from status' -l help -d 'tell how it is used'
complete -c runstate -n '__fish_seen_subcommand_from status; and test (__runstate_operands --directory) -ge 1' -x -a '(__runstate_services)'
complete -c runstate -n __fish_use_subcommand -a ui -d 'serve the live page, on loopback'
complete -c runstate -n '__fish_seen_subcommand_from ui' -l listen -x -a '127.0.0.1:7878 unix:' -d '127.0.0.1:7878, or another address of loopback, a port alone, or unix:PATH'
complete -c runstate -n '__fish_seen_subcommand_from ui' -l act -d 'with buttons that do what sv(8) does, for who has the token'
complete -c runstate -n '__fish_seen_subcommand_from ui' -l directory -x -a '(__fish_complete_directories)' -d 'the directory of services ($SVDIR, else /etc/service)'
complete -c runstate -n '__fish_seen_subcommand_from ui' -l until-end -d 'end with the supervisor, and print no token'
complete -c runstate -n '__fish_seen_subcommand_from ui' -l help -d 'tell how it is used'
complete -c runstate -n __fish_use_subcommand -a upgrade -d 'have the runsvdir of DIR become the program on disk, its services running on'
complete -c runstate -n '__fish_seen_subcommand_from upgrade' -l directory -x -a '(__fish_complete_directories)' -d 'the directory of services ($SVDIR, else /etc/service)'
complete -c runstate -n '__fish_seen_subcommand_from upgrade' -l help -d 'tell how it is used'
complete -c runstate -n __fish_use_subcommand -a wait -d 'wait until a service is in a state'
complete -c runstate -n '__fish_seen_subcommand_from wait' -l until -x -a 'down starting running up finishing backoff gone' -d 'the states'
complete -c runstate -n '__fish_seen_subcommand_from wait' -l timeout -x -d 'seconds to wait, with a fraction or not'
complete -c runstate -n '__fish_seen_subcommand_from wait' -l directory -x -a '(__fish_complete_directories)' -d 'the directory of services ($SVDIR, else /etc/service)'
complete -c runstate -n '__fish_seen_subcommand_from wait' -l help -d 'tell how it is used'
complete -c runstate -n '__fish_seen_subcommand_from wait; and test (__runstate_operands --until --timeout --directory) -ge 1' -x -a '(__runstate_services)'
complete -c runstate -n __fish_use_subcommand -a help -d 'tell how a command is used'
complete -c runstate -n '__fish_seen_subcommand_from help' -a 'demo doctor events history import init install new status ui upgrade wait'

complete -c runsv -f
complete -c runsv -x -a '(__fish_complete_directories)'

complete -c runsvchdir -f
complete -c runsvchdir -x -a '(__fish_complete_directories)'

complete -c runsvdir -f
complete -c runsvdir -s P -d 'have every service lead a session of its own, and with it a process group'
complete -c runsvdir -n 'test (__runstate_operands ) -eq 0' -x -a '(__fish_complete_directories)'
complete -c runsvdir -n 'test (__runstate_operands ) -ge 1' -x

complete -c sv -f
complete -c sv -s v -d 'wait until the command has taken effect, seven seconds at most, and tell what has become of it'
complete -c sv -s w -x -d 'wait sec seconds at most'
complete -c sv -s V -d 'print the version and the usage, and exit 100'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'status' -d 'tell how the service is, and its log service'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'up' -d 'start it, and start it again whenever it ends'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'down' -d 'send TERM, then CONT, and do not start it again'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'once' -d 'start it where it does not run, and do not start it again'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'exit' -d 'as down'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'pause' -d 'send STOP'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'cont' -d 'send CONT'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'hup' -d 'send HUP'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'alarm' -d 'send ALRM'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'interrupt' -d 'send INT'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'quit' -d 'send QUIT'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a '1' -d 'send USR1'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a '2' -d 'send USR2'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'term' -d 'send TERM'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'kill' -d 'send KILL'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'start' -d 'as up, until it runs and its check, where there is one, says that it is available'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'stop' -d 'as down, until it is down'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'restart' -d 'send TERM and CONT, and wait until it runs anew, and its check'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'try-restart' -d 'send TERM and CONT, and wait until it runs anew, where it ran'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'reload' -d 'as hup'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'shutdown' -d 'as exit, until its runsv has ended'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'check' -d 'send nothing, and wait until it is as it is wanted'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'force-stop' -d 'as stop, and send KILL where it takes too long'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'force-reload' -d 'as try-restart, and send KILL where it takes too long'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'force-restart' -d 'as restart, and send KILL where it takes too long'
complete -c sv -n 'test (__runstate_operands -w) -eq 0' -x -a 'force-shutdown' -d 'as shutdown, and send KILL where it takes too long'
complete -c sv -n 'test (__runstate_operands -w) -ge 1' -x -a '(__runstate_services)'

complete -c svlogd -f
complete -c svlogd -s t -d 'put a TAI64N label in front of each line'
complete -c svlogd -s r -x -d 'replace each byte that cannot be printed by the byte c'
complete -c svlogd -s R -x -d 'replace the bytes abc, too'
complete -c svlogd -s l -x -d 'match, replace, send and alert the first len bytes of a line (1000)'
complete -c svlogd -s b -x -d 'read and write by buflen bytes (1024)'
complete -c svlogd -s v -d 'tell on standard error what is done'
complete -c svlogd -s V -d 'print the version and the usage, and exit 111'
complete -c svlogd -x -a '(__fish_complete_directories)'

complete -c utmpset -f
complete -c utmpset -s w -d 'add a record to wtmp, too'
complete -c utmpset -s V -d 'print the version and the usage, and exit 1'
complete -c utmpset -x
