/**
 * What programs may import: the system calls under the names of `limpid/guest`, and WASI preview 1 as far as a
 * process without files, arguments and environment has it. Descriptors 0 to 3 are those of the machine.
 */
export const SYSTEM = `
(func $limpid.read (param $fd i32) (param $to i32) (param $count i32) (result i32)
  (call $check_range $to $count)
  (call $ecall 63 $fd $to $count))

(func $limpid.write (param $fd i32) (param $from i32) (param $count i32) (result i32)
  (call $check_range $from $count)
  (call $ecall 64 $fd $from $count))

(func $limpid.exit (param $code i32)
  (drop (call $ecall 93 $code 0 0)))

(func $env.abort (param $message i32) (param $file i32) (param $line i32) (param $column i32)
  (call $trap_abort))

(func $transfer (param $call i32) (param $fd i32) (param $vectors i32) (param $count i32) (param $moved i32)
  (result i32)
  (local $sum i32) (local $result i32) (local $length i32)
  (call $check_range $moved 4)
  (if (i32.and (i32.or $vectors $moved) 3) (then (return 28)))
  (if (i32.gt_u $count 0x1000000) (then (return 28)))
  (call $check_range $vectors (i32.shl $count 3))
  (block (loop
    (br_if 1 (i32.eqz $count))
    (local.set $length (i32.load offset=4 $vectors))
    (call $check_range (i32.load $vectors) $length)
    (local.set $result (call $ecall $call $fd (i32.load $vectors) $length))
    (if (i32.lt_s $result 0) (then (return 8)))
    (local.set $sum (i32.add $sum $result))
    (br_if 1 (i32.lt_u $result $length))
    (local.set $vectors (i32.add $vectors 8))
    (local.set $count (i32.sub $count 1))
    (br 0)))
  (i32.store $moved $sum)
  (return 0))

(func $wasi.fd_read (param $fd i32) (param $vectors i32) (param $count i32) (param $moved i32) (result i32)
  (call $transfer 63 $fd $vectors $count $moved))

(func $wasi.fd_write (param $fd i32) (param $vectors i32) (param $count i32) (param $moved i32) (result i32)
  (call $transfer 64 $fd $vectors $count $moved))

(func $wasi.proc_exit (param $code i32)
  (drop (call $ecall 93 $code 0 0)))

(func $empty_sizes (param $count i32) (param $bytes i32) (result i32)
  (call $check_range $count 4)
  (call $check_range $bytes 4)
  (if (i32.and (i32.or $count $bytes) 3) (then (return 28)))
  (i32.store $count 0)
  (i32.store $bytes 0)
  (return 0))

(func $wasi.args_sizes_get (param $count i32) (param $bytes i32) (result i32) (call $empty_sizes $count $bytes))
(func $wasi.environ_sizes_get (param $count i32) (param $bytes i32) (result i32) (call $empty_sizes $count $bytes))
(func $wasi.args_get (param $pointers i32) (param $bytes i32) (result i32) (return 0))
(func $wasi.environ_get (param $pointers i32) (param $bytes i32) (result i32) (return 0))

(func $wasi.fd_fdstat_get (param $fd i32) (param $to i32) (result i32)
  (if (i32.gt_u $fd 3) (then (return 8)))
  (call $memory_fill $to 0 24)
  (i32.store8 $to 2)
  (i32.store offset=8 $to 66)
  (return 0))

(func $wasi.fd_close (param $fd i32) (result i32)
  (if (i32.gt_u $fd 3) (then (return 8)))
  (return 0))

(func $wasi.fd_seek (param $fd i32) (param $offset i64) (param $whence i32) (param $to i32) (result i32)
  (if (i32.gt_u $fd 3) (then (return 8)))
  (return 70))

(func $wasi.fd_prestat_get (param $fd i32) (param $to i32) (result i32) (return 8))
(func $wasi.fd_prestat_dir_name (param $fd i32) (param $to i32) (param $count i32) (result i32) (return 8))
(func $wasi.sched_yield (result i32) (return 0))
`
