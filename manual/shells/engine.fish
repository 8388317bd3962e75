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
